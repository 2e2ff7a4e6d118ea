import CKernels
import Tensors
import Testing

/// The operations of Swift and of C are numbered alike.
@Suite struct OperationsTests {
  @Test func everyOperationHasItsKernel() {
    #expect(UnaryOperation.allCases.count == Int(FL_UNARY_COUNT.rawValue))
    #expect(BinaryOperation.allCases.count == Int(FL_BINARY_COUNT.rawValue))
    #expect(TernaryOperation.allCases.count == Int(FL_TERNARY_COUNT.rawValue))
  }

  @Test func numbersAgreeAcrossTheGroups() {
    #expect(UnaryOperation.negate.kernel == FL_NEGATE)
    #expect(UnaryOperation.exp.kernel == FL_EXP)
    #expect(UnaryOperation.tanh.kernel == FL_TANH)
    #expect(UnaryOperation.step.kernel == FL_STEP)
    #expect(UnaryOperation.silu.kernel == FL_SILU)
    #expect(BinaryOperation.maximum.kernel == FL_MAXIMUM)
    #expect(BinaryOperation.less.kernel == FL_LESS)
    #expect(BinaryOperation.equal.kernel == FL_EQUAL)
    #expect(TernaryOperation.select.kernel == FL_SELECT)
    #expect(TernaryOperation.multiplyAdd.kernel == FL_MULTIPLY_ADD)
    #expect(TernaryOperation.subtractProduct.kernel == FL_SUBTRACT_PRODUCT)
  }
}
