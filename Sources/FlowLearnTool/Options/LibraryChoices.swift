public import Arguments
public import FlowLearn

// Choices of the library that are the values of options: their raw values are the words.

extension Activation: ArgumentValue {}
extension AdaptiveScheme.Adjoint: ArgumentValue {}
extension LearningTask: ArgumentValue {}
extension MissingPolicy: ArgumentValue {}
extension Precision: ArgumentValue {}
extension TrainingOptions.ClassWeights: ArgumentValue {}
extension TabularModel.ONNXInputs: ArgumentValue {}
extension TrainingOptions.Method: ArgumentValue {}
extension TrainingOptions.Schedule: ArgumentValue {}
extension DefenceControls.Start: ArgumentValue {}
extension RobustnessCheck.Unit: ArgumentValue {}
