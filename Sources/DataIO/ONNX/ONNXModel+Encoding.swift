extension ONNXModel {
  /// The model's file.
  public var bytes: [UInt8] {
    var model = ProtobufMessage()
    model.append(1, integer: ONNXModel.formatVersion)
    model.append(2, text: producer)
    model.append(3, text: version)
    model.append(6, unlessEmpty: documentation)
    model.append(7, message: graph.message)
    model.append(8, message: operators("", ONNXModel.operatorVersion))
    if graph.usesTableOperators {
      model.append(8, message: operators("ai.onnx.ml", ONNXModel.tableOperatorVersion))
    }
    for entry in metadata {
      var pair = ProtobufMessage()
      pair.append(1, text: entry.key)
      pair.append(2, text: entry.value)
      model.append(14, message: pair)
    }
    return model.bytes
  }

  private func operators(_ domain: String, _ version: Int) -> ProtobufMessage {
    var message = ProtobufMessage()
    message.append(1, text: domain)
    message.append(2, integer: version)
    return message
  }
}

extension ONNXGraph {
  fileprivate var usesTableOperators: Bool { nodes.contains { $0.domain == "ai.onnx.ml" } }

  fileprivate var message: ProtobufMessage {
    var graph = ProtobufMessage()
    for node in nodes { graph.append(1, message: node.message) }
    graph.append(2, text: name)
    for tensor in initializers { graph.append(5, message: tensor.message) }
    for input in inputs { graph.append(11, message: input.message) }
    for output in outputs { graph.append(12, message: output.message) }
    return graph
  }
}

extension ONNXNode {
  fileprivate var message: ProtobufMessage {
    var node = ProtobufMessage()
    for input in inputs { node.append(1, text: input) }
    for output in outputs { node.append(2, text: output) }
    node.append(4, text: type)
    for attribute in attributes { node.append(5, message: attribute.message) }
    node.append(7, unlessEmpty: domain)
    return node
  }
}

extension ONNXAttribute {
  /// The value with the number that says which kind it is.
  fileprivate var message: ProtobufMessage {
    var attribute = ProtobufMessage()
    attribute.append(1, text: name)
    switch value {
    case .float(let number):
      attribute.append(2, float: number)
      attribute.append(20, integer: 1)
    case .integer(let number):
      attribute.append(3, integer: number)
      attribute.append(20, integer: 2)
    case .text(let text):
      attribute.append(4, text: text)
      attribute.append(20, integer: 3)
    case .graph(let graph):
      attribute.append(6, message: graph.message)
      attribute.append(20, integer: 5)
    case .integers(let numbers):
      for number in numbers { attribute.append(8, integer: number) }
      attribute.append(20, integer: 7)
    case .texts(let texts):
      for text in texts { attribute.append(9, text: text) }
      attribute.append(20, integer: 8)
    }
    return attribute
  }
}

extension ONNXTensor {
  /// Numbers as bytes, lowest first; texts one by one.
  fileprivate var message: ProtobufMessage {
    var tensor = ProtobufMessage()
    for extent in shape { tensor.append(1, integer: extent) }
    tensor.append(2, integer: elements.type.rawValue)
    tensor.append(8, text: name)
    switch elements {
    case .float32(let values): tensor.append(9, bytes: littleEndianBytes(values)[...])
    case .float64(let values): tensor.append(9, bytes: littleEndianBytes(values)[...])
    case .int64(let values): tensor.append(9, bytes: littleEndianBytes(values)[...])
    case .text(let texts): for text in texts { tensor.append(6, text: text) }
    }
    return tensor
  }
}

extension ONNXValue {
  fileprivate var message: ProtobufMessage {
    var extents = ProtobufMessage()
    for extent in shape {
      var axis = ProtobufMessage()
      switch extent {
      case .fixed(let count): axis.append(1, integer: count)
      case .named(let name): axis.append(2, text: name)
      }
      extents.append(1, message: axis)
    }
    var tensor = ProtobufMessage()
    tensor.append(1, integer: type.rawValue)
    tensor.append(2, message: extents)
    var type = ProtobufMessage()
    type.append(1, message: tensor)
    var value = ProtobufMessage()
    value.append(1, text: name)
    value.append(2, message: type)
    value.append(3, unlessEmpty: documentation)
    return value
  }
}
