import Foundation
import Testing

@testable import Figures

@Suite struct PlotlyJSONTests {
  static let attack = "</script><!--<b>&\u{2028}\u{2029}é\"\\"

  @Test func nothingThatHTMLReadsIsLeftInAScriptElement() throws {
    let value: PlotlyJSON = ["text": .string(Self.attack), "list": [1, 0.5, nil, true]]
    let bytes = value.encoded(forHTML: true)
    let text = String(decoding: bytes, as: UTF8.self)
    for forbidden in ["<", ">", "&", "\u{2028}", "\u{2029}"] { #expect(!text.contains(forbidden)) }
    #expect(try JSONDecoder().decode(PlotlyJSON.self, from: Data(bytes)) == value)
    #expect(try JSONDecoder().decode(PlotlyJSON.self, from: Data(value.encoded())) == value)
  }

  @Test func keysAreSorted() {
    let value: PlotlyJSON = ["b": 1, "a": [nil]]
    #expect(String(decoding: value.encoded(), as: UTF8.self) == #"{"a":[null],"b":1}"#)
  }

  @Test func plotlyDrawsTextAsItIs() {
    #expect(plotlyText("<unk> & <a href='x'>") == "&lt;unk&gt; &amp; &lt;a href='x'&gt;")
    #expect(plotlyText("a\nb\u{0}") == "a b\u{FFFD}")
  }

  @Test func numbersThatJSONLacksAreGaps() {
    #expect(PlotlyJSON.number(orNull: .nan) == .null)
    #expect(PlotlyJSON.number(orNull: .infinity) == .null)
    #expect(PlotlyJSON.number(orNull: nil) == .null)
    #expect(PlotlyJSON.number(orNull: 0.25) == 0.25)
  }
}
