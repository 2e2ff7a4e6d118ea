import Arguments
import FlowLearn

/// An event of a simulation, as in `z=27`, `z=27:rising` or `x=0:falling:stop`.
struct EventOption: ArgumentValue, Equatable {
  let component: String
  let value: Double
  let direction: EventDirection
  let stops: Bool

  init?(argument: String) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
    guard let condition = parts.first, let place = Assignment(argument: String(condition)) else {
      return nil
    }
    component = place.name
    value = place.value
    var direction: EventDirection?
    var stops = false
    for part in parts.dropFirst() {
      if part == "stop", !stops {
        stops = true
      } else if let named = EventDirection(rawValue: String(part)), direction == nil {
        direction = named
      } else {
        return nil
      }
    }
    self.direction = direction ?? .either
    self.stops = stops
  }

  var argument: String {
    "\(component)=\(value.argument)" + (direction == .either ? "" : ":\(direction.rawValue)")
      + (stops ? ":stop" : "")
  }

  static var expectation: String {
    "a component and its value, such as z=27, z=27:rising or x=0:falling:stop"
  }

  /// The event on states of these components; nil when there is none of that name.
  func event(on components: [String]) -> Event<Double>? {
    guard let index = components.firstIndex(of: component) else { return nil }
    return Event(argument, direction, then: stops ? .stop : .recorded) { [value] _, x in
      x[index] - value
    }
  }
}
