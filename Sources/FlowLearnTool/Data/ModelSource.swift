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
      throw .unusable(path, "this directory is no run: it holds no \(RunDirectory.modelName)")
    }
    let bytes = try self.path.bytes()
    do throws(ModelFileError) {
      let file = try ModelSource.file(bytes, self.path)
      metadata = file.metadata
      model = try TabularModel(file)
    } catch {
      throw .model(error)
    }
  }

  private static func file(_ bytes: [UInt8], _ path: Path) throws(ModelFileError) -> Safetensors {
    do {
      return try Safetensors(bytes, source: path.description)
    } catch {
      throw ModelFileError(source: path.description, fault: .data(error))
    }
  }
}
