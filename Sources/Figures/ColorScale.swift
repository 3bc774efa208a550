/// The colours of figures, each in a form for light and one for dark pages.
enum ColorScale {
  /// A colour on light and on dark ground, as red, green and blue from 0 to 255.
  struct Pair: Equatable {
    let light: RGB
    let dark: RGB
  }

  /// Red, green and blue from 0 to 255.
  struct RGB: Equatable {
    let red, green, blue: Int

    init(_ red: Int, _ green: Int, _ blue: Int) { (self.red, self.green, self.blue) = (red, green, blue) }

    var css: String { "rgb(\(red),\(green),\(blue))" }

    func css(alpha: Double) -> String { "rgba(\(red),\(green),\(blue),\(alpha))" }
  }

  /// Colours for kinds without order; told apart with the common colour-vision deficiencies by lightness and hue.
  ///
  /// Each has a contrast of at least 3 to 1 to its ground, as graphics need.
  static let distinct: [Pair] = [
    Pair(light: RGB(0, 95, 173), dark: RGB(98, 176, 255)),
    Pair(light: RGB(201, 82, 0), dark: RGB(255, 154, 77)),
    Pair(light: RGB(0, 122, 94), dark: RGB(56, 205, 160)),
    Pair(light: RGB(150, 58, 140), dark: RGB(233, 146, 222)),
    Pair(light: RGB(138, 106, 0), dark: RGB(230, 196, 84)),
    Pair(light: RGB(60, 60, 60), dark: RGB(205, 205, 205)),
  ]

  /// The marker shapes that go with `distinct`, so that colour is never alone in telling series apart.
  static let symbols = ["circle", "square", "diamond", "triangle-up", "x", "triangle-down"]

  /// The colour of null and baseline lines.
  static let reference = Pair(light: RGB(100, 100, 100), dark: RGB(165, 165, 165))

  /// Viridis (van der Walt and Smith 2015) at nine even steps: lightness rises all along, also without colour vision.
  static let viridis: [RGB] = [
    RGB(68, 1, 84), RGB(71, 44, 122), RGB(59, 81, 139), RGB(44, 113, 142), RGB(33, 144, 141),
    RGB(39, 173, 129), RGB(92, 200, 99), RGB(170, 220, 50), RGB(253, 231, 37),
  ]

  /// The colour of kind `index` without order.
  static func kind(_ index: Int) -> Pair { distinct[index % distinct.count] }

  /// The marker shape of kind `index`; where colours come again, they come with other shapes.
  static func symbol(_ index: Int) -> String {
    symbols[(index + index / distinct.count) % symbols.count]
  }

  /// The colour of place `index` of `count` in an order; the ends that would vanish on the ground are left out.
  static func ordered(_ index: Int, of count: Int) -> Pair {
    let place = count < 2 ? 0 : Double(index) / Double(count - 1)
    return Pair(light: sample(0.8 * place), dark: sample(0.3 + 0.7 * place))
  }

  /// Viridis at a place from 0 to 1.
  static func sample(_ place: Double) -> RGB {
    let position = min(max(place, 0), 1) * Double(viridis.count - 1)
    let i = min(Int(position), viridis.count - 2)
    let t = position - Double(i)
    func mix(_ a: Int, _ b: Int) -> Int { Int((Double(a) + t * Double(b - a)).rounded()) }
    let (a, b) = (viridis[i], viridis[i + 1])
    return RGB(mix(a.red, b.red), mix(a.green, b.green), mix(a.blue, b.blue))
  }

  /// Viridis in the form of plotly.js: pairs of place and colour.
  static var plotly: PlotlyJSON {
    .array(
      viridis.enumerated().map { i, color in
        [.number(Double(i) / Double(viridis.count - 1)), .string(color.css)]
      })
  }
}
