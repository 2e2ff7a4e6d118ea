import Testing

@testable import Figures

@Suite struct DrawingSVGTests {
  @Test(
    arguments: [
      (0.0, "0"), (1, "1"), (-0.5, "-0.5"), (0.004, "0"), (-0.004, "0"), (12.345, "12.35"),
      (3.05, "3.05"), (100.10, "100.1"), (.nan, "0"), (.infinity, "0"), (1e300, "0"),
    ] as [(Double, String)])
  func lengthsHaveAtMostTwoDecimals(value: Double, text: String) {
    #expect(svgNumber(value) == text)
  }

  @Test func reservedAndForbiddenCharactersAreReplaced() {
    #expect(xmlEscaped("a<b & \"c\" > 'd'") == "a&lt;b &amp; &quot;c&quot; &gt; &#39;d&#39;")
    #expect(xmlEscaped("x\u{0}\u{1b}y\r\nz") == "x\u{fffd}\u{fffd}y  z")
    #expect(xmlEscaped("ẋ = f(t, x, θ) 😀") == "ẋ = f(t, x, θ) 😀")
  }

  @Test func anySortOfTextGivesWellFormedXML() {
    let nasty = "<&>\"'\u{7}]]>--!"
    let figure = Figure(
      title: nasty,
      panels: [
        Panel(title: nasty).axes(x: Axis(nasty, categories: [nasty, "b"]), y: Axis(nasty))
          .bars([1, 2], label: nasty).text(nasty, x: 0, y: 1)
      ])
    #expect(xmlFault(figure.svg()) == nil)
  }

  @Test func theCheckFindsFaults() {
    for text in [
      "<a><b></a></b>", "<a>&x</a>", "<a b=1/>", "<a b=\"1\" b=\"2\"/>", "<a/><b/>", "<a>", "\u{1}",
    ] {
      #expect(xmlFault(text) != nil, "\(text)")
    }
    #expect(xmlFault("<a c=\"1\"><b/>&amp;</a>\n") == nil)
  }

  @Test func manyPointsStayFewElements() {
    let places = (0..<10_000).map { Double($0 * 7919 % 10_007) / 10_007 }
    let text = Figure(panels: [Panel().scatter(x: places, y: places.reversed())]).svg()
    #expect(text.utf8.count < 220_000)
    #expect(xmlFault(text) == nil)
  }

  @Test func aSmallFigureAsText() {
    let figure = Figure(
      title: "Two points",
      panelSize: Drawing.Size(width: 160, height: 120),
      panels: [
        Panel().axes(x: Axis("t", limits: 0...1), y: Axis("x", limits: 0...2))
          .line(x: [0, 0.5, 1], y: [0, 2, 1])
          .scatter(x: [0.5], y: [1], style: PointStyle(color: .black, size: 4))
      ])
    #expect(figure.svg() == golden)
  }

  private let golden = """
    <svg xmlns="http://www.w3.org/2000/svg" width="196" height="179" viewBox="0 0 196 179" \
    role="img" font-family="'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', 'DejaVu \
    Sans', sans-serif" stroke-linejoin="round">
     <title>Two points</title>
     <desc>x against t</desc>
     <rect width="196" height="179" fill="#ffffff"/>
     <defs>
      <clipPath id="clip-54.63-49-113.37-69">
       <rect x="54.63" y="49" width="113.37" height="69"/>
      </clipPath>
     </defs>
     <text x="98" y="31.26" font-size="17" text-anchor="middle" font-weight="bold" \
    fill="#262626">Two points</text>
     <path d="M54.63 49L54.63 118M168 49L168 118M54.63 118L168 118M54.63 49L168 49" \
    fill="none" stroke="#e6e6e6" stroke-width="0.8"/>
     <g clip-path="url(#clip-54.63-49-113.37-69)">
      <path d="M54.63 118L111.32 49L168 83.5" fill="none" stroke="#0072b2" \
    stroke-width="1.75"/>
      <g fill="#000000" fill-opacity="0.85" stroke="#ffffff" stroke-width="0.48">
       <circle cx="111.32" cy="83.5" r="2"/>
      </g>
     </g>
     <path d="M54.63 49L54.63 118L168 118M54.63 118L54.63 122M168 118L168 122M54.63 \
    118L50.63 118M54.63 49L50.63 49" fill="none" stroke="#595959"/>
     <text x="54.63" y="135.2" font-size="12" text-anchor="middle" fill="#262626">0</text>
     <text x="168" y="135.2" font-size="12" text-anchor="middle" fill="#262626">1</text>
     <text x="46.63" y="122.32" font-size="12" text-anchor="end" fill="#262626">0</text>
     <text x="46.63" y="53.32" font-size="12" text-anchor="end" fill="#262626">2</text>
     <text x="111.32" y="154" font-size="13" text-anchor="middle" fill="#262626">t</text>
     <text x="30" y="83.5" font-size="13" text-anchor="middle" transform="rotate(-90 30 \
    83.5)" fill="#262626">x</text>
    </svg>

    """
}
