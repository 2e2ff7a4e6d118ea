// swift-tools-version: 6.2
import PackageDescription

/// One program for each reader of foreign bytes; libFuzzer, which brings `main`, feeds it.
let readers = ["FuzzCSV", "FuzzGzip", "FuzzIDX", "FuzzNPY", "FuzzSafetensors", "FuzzJSON"]

let package = Package(
  name: "Fuzz",
  dependencies: [.package(name: "FlowLearn", path: "..")],
  targets: [
    .target(
      name: "Inputs", dependencies: [.product(name: "DataIO", package: "FlowLearn")])
  ]
    + readers.map {
      .executableTarget(
        name: $0, dependencies: ["Inputs", .product(name: "DataIO", package: "FlowLearn")],
        swiftSettings: [.swiftLanguageMode(.v6)])
    }
)
