// swift-tools-version: 6.2
import PackageDescription

/// One target of the house: the floor it stands on and what it imports.
///
/// An arrow may only point down: a room imports rooms of lower floors, and the loop below the list
/// stops the build when one does not.
struct Room {
  let floor: Int
  let name: String
  let imports: [String]
}

let house = [
  Room(floor: 0, name: "COpenBLAS", imports: []),
  Room(floor: 0, name: "CLAPACKE", imports: []),
  Room(floor: 0, name: "CZlib", imports: []),
  Room(floor: 0, name: "CKernels", imports: []),
  Room(floor: 1, name: "Tensors", imports: ["COpenBLAS", "CLAPACKE", "CKernels"]),
  Room(floor: 2, name: "Calculus", imports: ["Tensors", "CKernels"]),
  Room(floor: 2, name: "DataIO", imports: ["Tensors", "CZlib"]),
  Room(floor: 2, name: "Figures", imports: []),
  Room(floor: 3, name: "ODE", imports: ["Calculus", "Tensors", "CKernels"]),
  Room(floor: 4, name: "Optimization", imports: ["Tensors"]),
  Room(floor: 4, name: "Systems", imports: ["ODE", "Calculus", "Tensors"]),
  Room(floor: 4, name: "Interchange", imports: ["ODE", "DataIO", "Calculus", "Tensors"]),
  Room(floor: 5, name: "Models", imports: ["Calculus", "Tensors"]),
  Room(floor: 6, name: "Control", imports: ["Optimization", "ODE", "Calculus", "Tensors"]),
  Room(
    floor: 7, name: "Learning",
    imports: [
      "Control", "Models", "Optimization", "Interchange", "ODE", "DataIO", "Calculus", "Tensors",
    ]),
  Room(
    floor: 8, name: "FlowLearn",
    imports: [
      "Learning", "Control", "Models", "Systems", "Optimization", "Interchange", "ODE", "Figures",
      "DataIO", "Calculus", "Tensors",
    ]),
  Room(floor: 8, name: "Arguments", imports: []),
  Room(
    floor: 8, name: "Benchmarks",
    imports: [
      "Control", "Models", "Systems", "Optimization", "ODE", "Figures", "DataIO", "Calculus",
      "Tensors",
    ]),
  Room(floor: 9, name: "FlowLearnTool", imports: ["FlowLearn", "Benchmarks", "Arguments"]),
  Room(floor: 9, name: "Examples", imports: ["FlowLearn", "Arguments"]),
]

for room in house {
  for name in room.imports {
    guard let below = house.first(where: { $0.name == name }) else {
      preconditionFailure("\(room.name) imports \(name), which is not a room of the house")
    }
    precondition(
      below.floor < room.floor,
      "\(room.name) (floor \(room.floor)) may not import \(name) (floor \(below.floor)): "
        + "an arrow may only point down")
  }
}

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

func target(_ room: Room) -> Target {
  let below = room.imports.map { Target.Dependency(stringLiteral: $0) }
  switch room.name {
  case "COpenBLAS":
    return .systemLibrary(
      name: room.name, pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])])
  case "CLAPACKE":
    return .systemLibrary(
      name: room.name, pkgConfig: "lapacke", providers: [.apt(["liblapacke-dev"])])
  case "CZlib":
    return .systemLibrary(name: room.name, pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])])
  case "CKernels":
    return .target(
      name: room.name, linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))])
  case "FlowLearnTool":
    return .executableTarget(name: room.name, dependencies: below, swiftSettings: settings)
  case "Examples":
    return .executableTarget(
      name: room.name, dependencies: below, path: "Examples", exclude: ["Pictures"],
      swiftSettings: settings)
  default:
    return .target(name: room.name, dependencies: below, swiftSettings: settings)
  }
}

func tests(of name: String, _ more: [String] = []) -> Target {
  guard let room = house.first(where: { $0.name == name }) else {
    preconditionFailure("tests of \(name), which is not a room of the house")
  }
  let names = [name] + room.imports + more
  return .testTarget(
    name: name + "Tests", dependencies: names.map { Target.Dependency(stringLiteral: $0) },
    swiftSettings: settings)
}

let package = Package(
  name: "FlowLearn",
  products: [
    .library(name: "FlowLearn", targets: ["FlowLearn"]),
    .library(name: "DataIO", targets: ["DataIO"]),
    .executable(name: "flowlearn", targets: ["FlowLearnTool"]),
    .executable(name: "examples", targets: ["Examples"]),
  ],
  targets: house.map(target) + [
    tests(of: "Tensors"),
    .target(name: "CAllocations", path: "Tests/CAllocations"),
    tests(of: "Calculus", ["CAllocations"]),
    tests(of: "DataIO"),
    tests(of: "Figures"),
    tests(of: "ODE", ["CAllocations"]),
    tests(of: "Optimization"),
    tests(of: "Systems"),
    tests(of: "Interchange"),
    tests(of: "Models"),
    tests(of: "Control", ["CAllocations"]),
    tests(of: "Learning"),
    tests(of: "FlowLearn"),
    tests(of: "Arguments"),
    tests(of: "Benchmarks"),
    tests(of: "FlowLearnTool"),
    tests(of: "Examples"),
  ]
)
