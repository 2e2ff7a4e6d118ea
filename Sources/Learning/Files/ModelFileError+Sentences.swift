import DataIO

extension ModelFileError: CustomStringConvertible {
  /// One sentence: the file, what was found, what was expected.
  public var description: String {
    if case .data(let error) = fault { return error.description }
    return "\(source): \(sentence)"
  }

  private var sentence: String {
    switch fault {
    case .data(let error): error.description
    case .notAModel:
      "this safetensors file is not a flowlearn model: its metadata do not say format = flowlearn"
    case .newerFormat(let found, let known):
      "the model is written in format version \(found), and this flowlearn reads up to version "
        + "\(known) (update flowlearn, or save the model again with the older one)"
    case .missingEntry(let key): "the model's metadata have no entry \"\(key)\""
    case .entry(let key, let error): "the model's \(key): \(error)"
    case .wrongShape(let name, let found, let expected):
      "the tensor \(name) has shape \(found), and the model's configuration asks for \(expected)"
    case .unexpectedTensor(let name):
      "the tensor \(name) has no place in the model that the configuration describes"
    case .notFinite(let name):
      "the tensor \(name) holds an infinite number or no number: the training that wrote it diverged, "
        + "or the file is damaged"
    case .damagedTensors:
      "the tensors are not those that were written, for their SHA-256 is another: the file is "
        + "damaged (copy it again from where it was written)"
    case .contradiction(let sentence): sentence
    }
  }
}
