import Calculus
import Testing

@Suite struct ControlShapeTests {
  @Test(arguments: [
    (ControlShape.constant, 1, 1), (.piecewiseConstant(pieces: 3), 3, 3),
    (.piecewiseLinear(pieces: 3), 4, 3), (.piecewiseConstant(pieces: 0), 1, 1),
    (.piecewiseLinear(pieces: -2), 2, 1),
  ])
  func nodesAndPieces(_ shape: ControlShape, _ nodes: Int, _ pieces: Int) {
    #expect(shape.nodeCount == nodes)
    #expect(shape.pieceCount == pieces)
  }

  /// Every time has a mixture of nodes that exist, with a weight from 0 to 1.
  @Test(arguments: [
    ControlShape.constant, .piecewiseConstant(pieces: 4), .piecewiseLinear(pieces: 4),
  ])
  func mixturesAreOfNodesThatExist(_ shape: ControlShape) {
    let extremes = [-1.0, -.infinity, .infinity, .nan, 1e300, 1, 2, 1 - 1e-16]
    for fraction in (0...100).map({ Double($0) / 100 }) + extremes {
      let piece = shape.piece(at: fraction)
      #expect((0..<shape.pieceCount).contains(piece))
      guard fraction.isFinite else { continue }
      let mixture = shape.mixture(at: fraction, in: piece)
      #expect((0...1).contains(mixture.weight))
      #expect(mixture.node + (mixture.weight > 0 ? 1 : 0) < shape.nodeCount)
    }
  }

  /// Linear pieces meet, and interpolate a line exactly.
  @Test func linearPiecesInterpolate() {
    let shape = ControlShape.piecewiseLinear(pieces: 4)
    for k in 0...40 {
      let fraction = Double(k) / 40
      let mixture = shape.mixture(at: fraction, in: shape.piece(at: fraction))
      #expect(abs(Double(mixture.node) + mixture.weight - 4 * fraction) < 1e-15)
    }
    #expect(
      shape.mixture(at: 0.5, in: 1)
        == ControlShape.piecewiseLinear(pieces: 4).mixture(at: 0.5, in: 1))
    #expect(shape.mixture(at: 0.5, in: 1).weight == 1)
    #expect(shape.mixture(at: 0.5, in: 2).weight == 0)
  }
}
