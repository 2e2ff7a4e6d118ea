import Testing

@testable import Figures

@Suite struct SceneTests {
  @Test(arguments: [(-60.0, 25.0), (0, 0), (30, 90), (200, -45)] as [(Double, Double)])
  func theCameraTurnsWithoutStretching(azimuth: Double, elevation: Double) {
    let camera = Camera(azimuth: azimuth, elevation: elevation)
    let axes = [SIMD3(1.0, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 1)].map { camera.view($0) }
    for (i, a) in axes.enumerated() {
      for (j, b) in axes.enumerated() {
        let product = a.right * b.right + a.up * b.up + a.depth * b.depth
        #expect(abs(product - (i == j ? 1 : 0)) < 1e-15)
      }
    }
  }

  @Test func theEyeLooksFromWhereItIsSaidToBe() {
    let side = Camera(azimuth: 0, elevation: 0).view(SIMD3(0.5, 0.25, 0.125))
    #expect(side.right == 0.25 && side.up == 0.125 && side.depth == 0.5)
    let above = Camera(azimuth: -90, elevation: 90).view(SIMD3(0.5, 0.25, 0.125))
    #expect(abs(above.right - 0.5) < 1e-15 && abs(above.up - 0.25) < 1e-15)
    #expect(abs(above.depth - 0.125) < 1e-15)
  }

  @Test func farPartsArePalerAndThinner() {
    var scene = Scene()
    scene.camera = Camera(azimuth: 0, elevation: 0)
    let line = (0...100).map { Double($0) }
    scene.curves = [Scene.Curve(points: [line, line, line], label: nil, stroke: .init(.black))]
    let shapes = scene.shapes(in: Drawing.Rect(x: 0, y: 0, width: 300, height: 300))
    let strokes = shapes.compactMap { shape -> Drawing.Stroke? in
      if case .path(_, _, let stroke) = shape { stroke } else { nil }
    }.dropFirst(2)
    #expect(strokes.count == 10)
    for (far, near) in zip(strokes, strokes.dropFirst()) {
      #expect(far.color.luminance > near.color.luminance && far.width < near.width)
    }
  }
}
