import Testing

@testable import DataIO

@Suite struct NPZArchiveTests {
  static let x = NPYArray([0, 1, 2, 3, 4, 5] as [Int64], shape: [2, 3])
  static let y = NPYArray(StoredTensor(name: "", type: .bool, shape: [2], bytes: [1, 0]))

  static var archive: NPZArchive {
    NPZArchive([.init("x", x)] + (y.map { [.init("y", $0)] } ?? []), source: "d.npz")
  }

  @Test(arguments: [NumPyOracle.stored, NumPyOracle.deflated])
  func readsWhatNumPyWrote(_ bytes: [UInt8]) throws {
    #expect(try NPZArchive(bytes, source: "d.npz") == Self.archive)
    #expect(NPZArchive.isZip(bytes))
  }

  @Test(arguments: [NPZArchive.Packing.stored, .deflated])
  func survives(_ packing: NPZArchive.Packing) throws {
    let bytes = Self.archive.bytes(packing)
    #expect(try NPZArchive(bytes, source: "d.npz") == Self.archive)
    #expect(Self.archive.bytes(packing) == bytes)
    #expect(try NPZArchive(NPZArchive([]).bytes(packing), source: "npz") == NPZArchive([]))
  }

  @Test func packingPacks() {
    let zeros = NPZArchive([.init("z", NPYArray([Double](repeating: 0, count: 1 << 17)))])
    #expect(zeros.bytes().count > 1 << 20)
    #expect(zeros.bytes(.deflated).count < 1 << 12)
  }

  @Test func wideArchivesAreRead() throws {
    for wideFrom in [0, 100, 500] {
      var writer = ZipWriter(.deflated, wideFrom: wideFrom)
      for member in Self.archive.members {
        writer.append(member.name + ".npy", member.array.bytes)
      }
      #expect(try NPZArchive(writer.finished(), source: "d.npz") == Self.archive)
    }
  }

  @Test func arraysAreFoundByName() throws {
    #expect(try Self.archive.array("x") == Self.x)
    let error = #expect(throws: DataError.self) { try Self.archive.array("z") }
    #expect(error?.description == "d.npz: there is no array \"z\" (the arrays are x, y)")
  }

  static func sentence(_ bytes: [UInt8], limit: Int? = nil) -> String? {
    do throws(DataError) {
      _ = try NPZArchive(bytes, source: "d.npz", limit: limit)
      return nil
    } catch {
      return error.description
    }
  }

  @Test func hostileArchivesAreSaid() {
    let bytes = NumPyOracle.stored
    #expect(Self.sentence([1, 2]) == "d.npz: not a zip archive")
    #expect(
      Self.sentence(Array(bytes.dropLast(5))) == """
        d.npz: the zip archive does not end with the list of its members: the file was cut short \
        (fetch or copy it again)
        """)
    var flipped = bytes
    flipped[200] ^= 1
    #expect(
      Self.sentence(flipped) == """
        d.npz: the member "x.npy" of the zip archive is damaged: its checksum is another (fetch \
        or copy it again)
        """)
    #expect(
      Self.sentence(bytes, limit: 200) == """
        d.npz: the zip archive unpacks to more than the limit of 200 bytes (save it with \
        numpy.savez, unpacked, if that is meant)
        """)
    var writer = ZipWriter(.stored)
    writer.append("x.npy", Array("no array".utf8))
    #expect(
      Self.sentence(writer.finished()) == "d.npz: x.npy: not an array that NumPy saved")
    for _ in 0..<2 { writer.append("y.npy", NPYArray([1.0]).bytes) }
    #expect(
      Self.sentence(writer.finished()) == """
        d.npz: two members of the zip archive are called "y.npy"
        """)
  }

  @Test func aBombIsStopped() {
    let zeros = NPZArchive([.init("z", NPYArray([UInt8](repeating: 0, count: 65 << 20)))])
    #expect(Self.sentence(zeros.bytes(.deflated))?.contains("the limit of 67108864 bytes") == true)
  }

  @Test func damageNeverTraps() {
    for bytes in [NumPyOracle.stored, NumPyOracle.deflated] {
      for i in bytes.indices {
        for bit in 0..<8 {
          var damaged = bytes
          damaged[i] ^= 1 << bit
          // Times, versions and attributes may differ without harm.
          if let read = try? NPZArchive(damaged, source: "d.npz") {
            #expect(read.members.allSatisfy { [Self.x, Self.y].contains($0.array) })
          }
        }
        #expect(throws: DataError.self) { try NPZArchive(Array(bytes[..<i]), source: "d.npz") }
      }
    }
  }
}
