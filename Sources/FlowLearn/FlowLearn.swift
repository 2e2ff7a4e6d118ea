// The umbrella: one import for a user, everything behind it. Nothing else is in this target.
@_exported public import Calculus
@_exported public import Control
@_exported public import DataIO
@_exported public import Figures
@_exported public import Interchange
@_exported public import Learning
@_exported public import Models
@_exported public import ODE
@_exported public import Optimization
@_exported public import Systems
@_exported public import Tensors
