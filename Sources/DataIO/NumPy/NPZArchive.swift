/// Named arrays as NumPy saves them in a `.npz` file: a zip archive of `.npy` files.
///
/// ```swift
/// let archive = NPZArchive([.init("x", NPYArray(features)), .init("y", NPYArray(labels))])
/// let packed = archive.bytes(.deflated)
/// let x = try NPZArchive(packed, source: "data.npz").array("x")
/// ```
///
/// > Source: NumPy 2.4, `numpy.savez`, `numpy.savez_compressed`.
public struct NPZArchive: Hashable, Sendable {
  /// An array under its name.
  public struct Member: Hashable, Sendable {
    /// The name, without `.npy`.
    public let name: String
    /// The array.
    public let array: NPYArray

    /// An array under a name.
    public init(_ name: String, _ array: NPYArray) {
      self.name = name
      self.array = array
    }
  }

  /// How the arrays are packed.
  public enum Packing: Hashable, Sendable {
    /// Not at all, as `numpy.savez` does.
    case stored
    /// By deflation, as `numpy.savez_compressed` does.
    case deflated
  }

  /// The arrays, no two of the same name.
  public let members: [Member]
  /// The name of the file, for sentences.
  public let source: String

  /// Arrays to be written.
  ///
  /// - Precondition: their names differ from each other.
  public init(_ members: [Member], source: String = "npz") {
    precondition(
      Set(members.map { Array($0.name.utf8) }).count == members.count,
      "names of arrays must differ from each other: \(members.map(\.name))")
    self.members = members
    self.source = source
  }

  /// The arrays in the bytes of a file, which were stored or deflated; their checksums are verified.
  ///
  /// Members that are no `.npy` files are left alone.
  ///
  /// - Parameters:
  ///   - bytes: the bytes.
  ///   - source: the name of the file, for sentences.
  ///   - limit: the most bytes that may come out; nil for 250 times as many as go in, and at least
  ///     64 MiB. A few bytes can stand for a thousand times as many, so without a limit a small
  ///     file could fill the memory.
  /// - Throws: a zip fault, or an NPY fault with the member's name behind the file's.
  public init(_ bytes: [UInt8], source: String, limit: Int? = nil) throws(DataError) {
    let archive = try ZipArchive(bytes, source: source)
    let limit = limit ?? unpackingLimit(of: bytes.count)
    var left = limit
    var members: [Member] = []
    for entry in archive.members where entry.name.hasSuffix(".npy") {
      var contents: ArraySlice<UInt8> = []
      do throws(DataError) {
        contents = try archive.contents(of: entry, limit: left)
      } catch {
        guard case .zip(.tooLarge) = error.fault else { throw error }
        throw DataError(source: source, fault: .zip(.tooLarge(limit: limit)))
      }
      left -= contents.count
      let array = try NPYArray(contents, source: "\(source): \(entry.name)")
      members.append(Member(String(entry.name.dropLast(4)), array))
    }
    self.members = members
    self.source = source
  }

  /// Whether some bytes begin as a zip archive does, be it of arrays or not.
  public static func isZip(_ bytes: [UInt8]) -> Bool { ZipArchive.isZip(bytes) }

  /// The array of a name.
  ///
  /// - Throws: `noSuchArray`.
  public func array(_ name: String) throws(DataError) -> NPYArray {
    for member in members where member.name.utf8.elementsEqual(name.utf8) { return member.array }
    let fault = DataError.ZipFault.noSuchArray(name, arrays: members.map(\.name))
    throw DataError(source: source, fault: .zip(fault))
  }

  /// The bytes of a file, which depend on the arrays and the packing alone.
  ///
  /// - Precondition: the arrays are of numbers.
  public func bytes(_ packing: Packing = .stored) -> [UInt8] {
    var writer = ZipWriter(packing == .stored ? .stored : .deflated)
    for member in members { writer.append(member.name + ".npy", member.array.bytes) }
    return writer.finished()
  }
}
