import Foundation
import Tensors
import TestSupport
import Testing

@testable import Networks

/// The model under interventions against a plain Float64 one that is changed by hand.
struct LanguageModelInterventionTests {
  static let changes = ["clamp", "resample", "noise", "noiseAlong", "remove"]

  /// A change of some strength in `units` units.
  static func change(_ name: String, units: Int, seed: UInt64 = 4) -> Intervention.Change {
    let key = RandomKey(seed: seed)
    let centre = key.child("centre").uniforms(units, from: -0.3, to: 0.3)
    switch name {
    case "clamp": return .clamp(units: [units - 1, 1, 3], values: [0, 0.7, -0.4])
    case "resample": return .resample(units: [0, 2, units - 1], key: key)
    case "noise": return .noise(deviations: key.child("σ").uniforms(units, from: 0, to: 0.5), key: key)
    case "noiseAlong":
      return .noiseAlong(
        directions: ReferenceIntervention.directions(2, units: units, key: key), deviations: [0.4, 0.1],
        key: key)
    default:
      return .remove(
        directions: ReferenceIntervention.directions(2, units: units, key: key), centre: centre)
    }
  }

  static func sites(_ layers: Int) -> [Site] {
    (0..<layers).flatMap { [Site(.hidden, layer: $0), Site(.cell, layer: $0)] }
  }

  private struct Collector: ActivationObserver {
    var seen: [Site: [Float]] = [:]
    mutating func observe(_ site: Site, _ activations: ArraySlice<Float>, positions: Int, lanes: Int) {
      seen[site, default: []] += activations
    }
  }

  /// Losses, answers and the sites' states under one set, in Float64.
  private func expected(
    _ model: LanguageModel, _ window: TokenWindow, _ targets: [Int32], _ state: RecurrentState,
    _ set: [Intervention], firstLane: Int, position first: Int
  ) -> (losses: [Double], correct: [Bool], states: [Site: [Double]]) {
    let reference = ReferenceLanguageModel(model)
    let traces = reference.traces(window, state) { site, position, states in
      for intervention in set where intervention.site == site {
        ReferenceIntervention.apply(
          intervention, to: &states, position: first + position, firstLane: firstLane)
      }
    }
    var (losses, correct): ([Double], [Bool]) = ([], [])
    for (position, lanes) in traces[traces.count - 1].hidden.dropFirst().enumerated() {
      for (lane, h) in lanes.enumerated() {
        let probabilities = reference.probabilities(h)
        let target = Int(targets[position * window.lanes + lane])
        losses.append(-log(probabilities[target]))
        correct.append(probabilities[target] == probabilities.max())
      }
    }
    var states: [Site: [Double]] = [:]
    for (layer, trace) in traces.enumerated() {
      states[Site(.hidden, layer: layer)] = trace.hidden.dropFirst().flatMap { $0.flatMap { $0 } }
      states[Site(.cell, layer: layer)] = trace.cell.dropFirst().flatMap { $0.flatMap { $0 } }
      states[Site(.gates, layer: layer)] = trace.gates.flatMap { $0.flatMap { $0 } }
    }
    return (losses, correct, states)
  }

  private func compare(layers: Int, hidden: Int, lanes: Int, _ set: [Intervention]) throws {
    let (model, window, targets, state) = try LanguageModelGradientTests.example(
      tied: false, layers: layers, hidden: hidden, lanes: lanes)
    let expected = expected(model, window, targets, state, set, firstLane: 3, position: 8)
    var workspace = LanguageModelWorkspace(model.configuration)
    var states = [state]
    let result = model.losses(
      window, targets: targets, underEach: [set], states: &states, firstLane: 3, position: 8, in: &workspace)[
        0]
    #expect(scaledDifference(result.losses, expected.losses) < 1e-5)
    #expect(result.correct == expected.correct)
    let sites = Self.sites(layers) + (0..<layers).map { Site(.gates, layer: $0) }
    var (observed, collector) = (state, Collector())
    try model.observe(
      window, sites: sites, under: set, state: &observed, firstLane: 3, position: 8, in: &workspace,
      by: &collector)
    #expect(observed == states[0])
    for site in sites {
      #expect(
        scaledDifference(collector.seen[site] ?? [], (expected.states[site] ?? []).map(Float.init)) < 1e-5,
        "\(site)")
    }
    for layer in 0..<layers {
      let last = (collector.seen[Site(.hidden, layer: layer)] ?? []).suffix(lanes * hidden)
      #expect(states[0].hidden[layer] == Array(last))
    }
    // The change did something.
    var plain = state
    let without = model.losses(window, targets: targets, state: &plain, in: &workspace)
    #expect(scaledDifference(result.losses, without) > 1e-3)
  }

  @Test(arguments: changes, sites(3)) func agreesWithReference(name: String, site: Site) throws {
    try compare(layers: 3, hidden: 6, lanes: 5, [Intervention(Self.change(name, units: 6), at: site)])
  }

  /// Units that fill more than one panel, and work that is split over threads.
  @Test(arguments: changes) func agreesWithReferenceWhenWide(name: String) throws {
    let sites = [Site(.cell, layer: 0), Site(.hidden, layer: 1)]
    try compare(
      layers: 2, hidden: 70, lanes: 7, sites.map { Intervention(Self.change(name, units: 70), at: $0) })
  }

  /// Every kind at once, several on one site, in an order that matters.
  @Test func agreesWithReferenceTogether() throws {
    var set: [Intervention] = []
    for (index, name) in Self.changes.enumerated() {
      for site in Self.sites(2) {
        set.append(Intervention(Self.change(name, units: 6, seed: UInt64(index)), at: site))
      }
    }
    try compare(layers: 2, hidden: 6, lanes: 5, set)
    try compare(layers: 2, hidden: 6, lanes: 5, set.reversed())
  }

  /// Many sets, whose first changed layers are each of the three, or none.
  private static func sets(units: Int) -> [[Intervention]] {
    var sets: [[Intervention]] = [[]]
    for site in sites(3).reversed() {
      for name in changes { sets.append([Intervention(change(name, units: units), at: site)]) }
    }
    sets.append([])
    sets.append(sites(3).map { Intervention(change("noise", units: units), at: $0) })
    return sets
  }

  private func run(
    _ model: LanguageModel, _ window: TokenWindow, _ targets: [Int32], _ sets: [[Intervention]],
    _ states: inout [RecurrentState], firstLane: Int = 0, position: Int = 0
  ) -> [(losses: [Double], correct: [Bool])] {
    var workspace = LanguageModelWorkspace(model.configuration)
    return model.losses(
      window, targets: targets, underEach: sets, states: &states, firstLane: firstLane, position: position,
      in: &workspace)
  }

  @Test(arguments: [(6, 5), (70, 4)]) func manySetsAreThoseOfOneEach(hidden: Int, lanes: Int) throws {
    let (model, window, targets, state) = try LanguageModelGradientTests.example(
      tied: false, layers: 3, hidden: hidden, lanes: lanes)
    let sets = Self.sets(units: hidden)
    var states = sets.map { _ in state }
    // Two windows: the states after the first are carried.
    let first = run(model, window, targets, sets, &states)
    let second = run(model, window, targets, sets, &states, position: 4)
    for (index, set) in sets.enumerated() {
      var alone = [state]
      let one = run(model, window, targets, [set], &alone)[0]
      let two = run(model, window, targets, [set], &alone, position: 4)[0]
      #expect(first[index] == one && second[index] == two && states[index] == alone[0], "set \(index)")
    }
  }

  /// Nothing to change: the ordinary pass, also where it goes position by position.
  @Test(arguments: [6, 70]) func noChangeChangesNoBit(hidden: Int) throws {
    let (model, window, targets, state) = try LanguageModelGradientTests.example(
      tied: true, layers: 2, hidden: hidden, lanes: 3)
    var workspace = LanguageModelWorkspace(model.configuration)
    var after = state
    let losses = model.losses(window, targets: targets, state: &after, in: &workspace)
    let sets = [[]] + Self.sites(2).map { [Intervention(.clamp(units: [], values: []), at: $0)] }
    var states = sets.map { _ in state }
    for (index, result) in run(model, window, targets, sets, &states).enumerated() {
      #expect(result.losses == losses && states[index] == after, "set \(index)")
    }
  }

  /// Part of a window: some positions and some lanes of it.
  private func part(_ values: [Int32], lanes all: Int, positions: Range<Int>, lanes: Range<Int>) -> [Int32] {
    positions.flatMap { position in lanes.map { values[position * all + $0] } }
  }

  @Test func windowsDoNotShow() throws {
    let (model, window, targets, state) = try LanguageModelGradientTests.example(
      tied: false, layers: 3, hidden: 20, lanes: 4)
    let sets = Self.sets(units: 20)
    var (whole, cut) = (sets.map { _ in state }, sets.map { _ in state })
    let expected = run(model, window, targets, sets, &whole, position: 6)
    var losses = [[Double]](repeating: [], count: sets.count)
    for positions in [0..<1, 1..<4] {
      let piece = TokenWindow(
        inputs: part(window.inputs, lanes: 4, positions: positions, lanes: 0..<4), positions: positions.count,
        lanes: 4)
      let results = run(
        model, piece, part(targets, lanes: 4, positions: positions, lanes: 0..<4), sets, &cut,
        position: 6 + positions.lowerBound)
      for index in sets.indices { losses[index] += results[index].losses }
    }
    #expect(losses == expected.map(\.losses) && cut == whole)
  }

  /// All but resampling, which takes values of other lanes, do not depend on which lanes stand side by side.
  @Test(arguments: ["clamp", "noise", "remove"]) func lanesDoNotShow(name: String) throws {
    let (model, window, targets, state) = try LanguageModelGradientTests.example(
      tied: false, layers: 2, hidden: 20, lanes: 5)
    let set = Self.sites(2).map { Intervention(Self.change(name, units: 20), at: $0) }
    var whole = [state]
    let expected = run(model, window, targets, [set], &whole)[0].losses
    for lanes in [0..<2, 2..<5] {
      let piece = TokenWindow(
        inputs: part(window.inputs, lanes: 5, positions: 0..<4, lanes: lanes), positions: 4,
        lanes: lanes.count)
      var some = state
      for layer in 0..<2 {
        let range = lanes.lowerBound * 20..<lanes.upperBound * 20
        some.hidden[layer] = Array(state.hidden[layer][range])
        some.cell[layer] = Array(state.cell[layer][range])
      }
      var states = [some]
      let result = run(
        model, piece, part(targets, lanes: 5, positions: 0..<4, lanes: lanes), [set], &states,
        firstLane: lanes.lowerBound)[0].losses
      let those = (0..<4).flatMap { position in lanes.map { expected[position * 5 + $0] } }
      #expect(scaledDifference(result, those) < 1e-6)
    }
  }

  @Test func refusesWhatItCannotChange() throws {
    let (model, window, _, before) = try LanguageModelGradientTests.example(tied: false, layers: 2)
    let clamp = Intervention.Change.clamp(units: [0], values: [0])
    let gates = NetworksError.configuration(
      key: "the site of an intervention", value: "gates_l1", allowed: "a hidden or a cell state, such as h_l0"
    )
    #expect(throws: gates) { try model.validate([Intervention(clamp, at: Site(.gates, layer: 1))]) }
    let known = ["h_l0", "c_l0", "h_l1", "c_l1"]
    for site in [Site(.hidden, layer: 2), Site(.dense, layer: 0)] {
      #expect(throws: NetworksError.unknownSite(name: site.name, known: known)) {
        try model.validate([Intervention(clamp, at: site)])
      }
    }
    let outside = Intervention(.clamp(units: [6], values: [0]), at: Site(.cell, layer: 1))
    #expect(
      throws: NetworksError.configuration(
        key: "an intervention at c_l1", value: "on unit 6", allowed: "on units from 0 to 5")
    ) { try model.validate([outside]) }
    var (state, workspace, collector) = (before, LanguageModelWorkspace(model.configuration), Collector())
    #expect(throws: gates) {
      try model.observe(
        window, sites: [], under: [Intervention(clamp, at: Site(.gates, layer: 1))], state: &state,
        firstLane: 0, position: 0, in: &workspace, by: &collector)
    }
  }
}
