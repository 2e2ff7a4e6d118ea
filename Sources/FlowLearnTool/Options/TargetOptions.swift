import Arguments
import FlowLearn

/// What is to be learned from a table.
struct TargetOptions: ArgumentGroup {
  @Option(
    "The column to predict: a name, or an index from 0; the last column unless given.",
    value: "column")
  var target: String?
  @Option("What to predict; guessed from the target unless given.") var task: LearningTask?
  @Option(
    "What to do about missing values: refuse them, leave out their rows, or fill in means and most frequent categories."
  )
  var missing = MissingPolicy.refuse
}
