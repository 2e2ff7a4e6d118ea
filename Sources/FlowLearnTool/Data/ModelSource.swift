import FlowLearn

/// A model with the place it was read from.
struct ModelSource {
  /// The file of the model.
  let path: Path
  /// The model.
  let model: TabularModel
  /// What the file says beside the model.
  let metadata: [String: String]

  /// Reads a model's file, or the model of a run's directory.
  init(reading path: Path) throws(ToolError) {
    let isDirectory = path != .standardInput && path.kind == .directory
    self.path = isDirectory ? path.appending(RunDirectory.modelName) : path
    if isDirectory, self.path.kind == .nothing {
      if path.appending(RunDirectory.checkpointName).kind == .file {
        throw .unusable(
          path,
          "this run has no model yet: its training goes on, or was cut short (train --resume "
            + "\(path) goes on with it)")
      }
      throw .unusable(path, "this directory is no run: it holds no \(RunDirectory.modelName)")
    }
    let bytes = try self.path.bytes()
    // Such a file begins with the length of a JSON object, in eight bytes.
    guard bytes.count > 8, bytes[8] == UInt8(ascii: "{") else {
      throw .unusable(
        self.path,
        "this is not a model, which is a .safetensors file that train wrote, or the directory of a run"
      )
    }
    do throws(ModelFileError) {
      model = try TabularModel(bytes: bytes, source: self.path.description)
    } catch {
      throw .model(error)
    }
    // The bytes have been read as such a file.
    metadata = (try? Safetensors(bytes, source: self.path.description))?.metadata ?? [:]
  }
}
