import Testing

@testable import Figures

@Suite struct ColorTests {
  @Test func mixingMeetsBothEnds() {
    let (a, b) = (Palette.blue, Palette.vermillion.opacity(0.5))
    #expect(a.mixed(with: b, amount: 0) == a && a.mixed(with: b, amount: 1) == b)
    #expect(Color.black.mixed(with: .white, amount: 0.5) == Color(hex: 0x808080))
    #expect(Color.black.mixed(with: .white, amount: 7) == .white)
  }

  @Test func categoriesRepeat() {
    #expect(Palette.color(8) == Palette.color(0) && Palette.color(-1) == Palette.black)
    #expect(Set(Palette.okabeIto).count == 8)
  }
}

@Suite struct ColorMapTests {
  /// The ends and the middle of the table that matplotlib 3 prints for viridis.
  @Test func viridisHasItsPublishedColors() {
    #expect(ColorMap.viridis.color(at: 0) == Color(hex: 0x440154))
    #expect(ColorMap.viridis.color(at: 1) == Color(hex: 0xfde725))
    // Half way the table of 256 changes from 0x21908d to 0x21918c.
    let middle = ColorMap.viridis.color(at: 0.5)
    #expect([Color(hex: 0x21908d), Color(hex: 0x21918d), Color(hex: 0x21918c)].contains(middle))
  }

  @Test func viridisGrowsLighterAllTheWay() {
    let tones = ColorMap.viridis.colors.map(\.luminance)
    #expect(zip(tones, tones.dropFirst()).allSatisfy { $0 < $1 + 1e-3 })
    #expect(tones[0] < 0.05 && tones[254] > 0.7)
  }

  @Test(arguments: [-1, 2, Double.infinity, -Double.infinity, Double.nan])
  func numbersOutsideTakeTheNearerEnd(fraction: Double) {
    let expected = fraction > 1 ? Color(hex: 0xfde725) : Color(hex: 0x440154)
    #expect(ColorMap.viridis.color(at: fraction) == expected)
  }

  @Test func divergingScalesAreCentredOnZero() {
    let scale = ColorScale(map: .diverging, limits: nil, values: [-1, 5, .nan])
    #expect(scale.lower == -5 && scale.upper == 5)
    #expect(scale.color(of: 0) == Color(hex: 0xf7f7f7))
    #expect(scale.level(of: .nan) == nil)
    let fixed = ColorScale(map: .diverging, limits: 0...4, values: [-1, 5])
    #expect(fixed.lower == 0 && fixed.upper == 4)
  }
}
