public import DataIO

/// Why bytes are not a model that this version can use.
public struct ModelFileError: Error, Sendable, Hashable {
  /// The name of the file, as the caller gave it.
  public let source: String
  /// What is wrong.
  public let fault: Fault

  /// What is wrong with a model file.
  public enum Fault: Sendable, Hashable {
    /// The bytes are not a safetensors file, or a text in it is not JSON.
    case data(DataError)
    /// A safetensors file that does not say it is a model of this package.
    case notAModel
    /// The file was written in a format that this version does not know.
    case newerFormat(String, known: Int)
    /// An entry of the file's metadata is missing.
    case missingEntry(String)
    /// An entry of the metadata holds something else than is needed.
    case entry(String, JSONShapeError)
    /// A tensor has another shape than the configuration asks for.
    case wrongShape(String, found: [Int], expected: [Int])
    /// A tensor that the configuration does not ask for.
    case unexpectedTensor(String)
    /// A tensor holds an infinite number or no number.
    case notFinite(String)
    /// The tensors' bytes are not those that were written.
    case damagedTensors
    /// Parts of the file contradict each other.
    case contradiction(String)
  }
}
