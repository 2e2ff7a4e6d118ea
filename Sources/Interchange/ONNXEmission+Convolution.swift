import Calculus

extension ONNXEmission {
  mutating func convolution(_ form: ConvolutionForm) -> String { "" }
}
