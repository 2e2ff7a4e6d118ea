extension MinimizerOutcome: CustomStringConvertible {
  /// What happened, in one sentence.
  public var description: String {
    switch self {
    case .convergedByGradient: "the gradient fell below its tolerance"
    case .convergedByStep: "the steps became shorter than their tolerance"
    case .convergedByValue: "the value decreases by less than its tolerance"
    case .iterationLimit: "the limit of iterations was reached before a minimum"
    case .lineSearchFailed: "no step along the steepest descent lowers the value"
    case .unbounded: "the value decreases without a bound"
    case .notFinite: "the value or the gradient at the start is not finite"
    }
  }

  /// What the user may do about it; nil for success.
  public var advice: String? {
    switch self {
    case .convergedByGradient, .convergedByStep, .convergedByValue:
      nil
    case .iterationLimit:
      "raise the limit, or scale the parameters so that each matters about equally"
    case .lineSearchFailed:
      "check the gradient against central differences; if it is right, the minimum is reached as "
        + "nearly as this precision allows: loosen the tolerances or compute in double precision"
    case .unbounded:
      "add a term that grows with the parameters, such as a weight decay"
    case .notFinite:
      "start elsewhere, with smaller parameters, or scale the inputs"
    }
  }
}
