import Corpora
import Foundation
import Networks
import Storage
import Tensors
import TestSupport
import Testing
import Training

@Suite("strata sample")
struct SampleTests {
  private static let words = ["the", "cat", "<eos>", "saw", "a", "dog", "café", "then", "it", "ran"]

  /// A run that was never trained, at step 7 of no corpus, with weights large enough to prefer some words.
  private func makeRun(in folder: String, words: [String] = words) throws -> LanguageModel {
    let files = LocalFileSystem()
    let run = try RunDirectory(creating: "\(folder)/run", in: files)
    var configuration = try Presets.run(named: "synthetic", data: "\(folder)/absent")
    configuration.model = LanguageModelConfiguration(
      vocabularySize: words.count, embeddingSize: 6, hiddenSize: 6, layerCount: 2)
    try files.create(run.configPath, try StrictJSON.encode(configuration))
    try files.create(run.vocabularyPath, Array((words.joined(separator: "\n") + "\n").utf8))
    let model = try LanguageModel(
      configuration.model, initialization: .uniform(range: 3), key: RandomKey(seed: 11))
    let weights = SafetensorsFile(
      tensors: model.namedWeights.map { NamedTensor(name: $0.name, tensor: $0.tensor) }, metadata: [:])
    try CheckpointStore(run: run, fileSystem: files).save(
      Checkpoint(
        step: 7, model: weights, trainState: SafetensorsFile(tensors: [], metadata: [:]),
        state: Array("{}".utf8)))
    return model
  }

  private func sample(_ arguments: [String], in folder: String) throws -> Program.Outcome {
    try Program.run(["sample", "run", "--quiet"] + arguments, in: folder)
  }

  /// The program writes what the model does after the end of a line and the prompt.
  @Test(
    arguments: [
      ([], [2], 1, 1), (["--prompt", "the cat"], [2, 0, 1], 1, 1),
      (["--prompt", "the dog"], [2, 0, 5], 1, 1),
      (["--prompt", "it\n", "--seed", "9"], [2, 8, 2], 1, 9), (["--temperature", "0"], [2], 0, 1),
      (["--temperature", "2.5", "--step", "7"], [2], 2.5, 1),
    ] as [([String], [Int32], Double, UInt64)])
  func writesWhatTheModelDoes(
    _ arguments: [String], _ start: [Int32], _ temperature: Double, _ seed: UInt64
  ) throws {
    try TemporaryDirectory.with { folder in
      let model = try makeRun(in: folder)
      let expected = try #require(
        model.continuations(
          of: start, length: 25, lanes: 0..<3, choice: try TokenChoice(temperature: temperature),
          key: RandomKey(seed: seed).child("sample")))
      let many = try sample(arguments + ["--length", "25", "--count", "3", "--json"], in: folder)
      #expect(many.code == 0 && many.errors.isEmpty, "\(many.errors)")
      let object = try many.json()
      let texts = try #require(object["texts"] as? [[String: Any]])
      #expect(texts.compactMap { $0["tokens"] as? [Int] } == expected.map { $0.map(Int.init) })
      #expect(object["step"] as? Int == 7 && object["seed"] as? Int == Int(seed))
      // As text: words with spaces between, and a line for each <eos>.
      let lines = (start.dropFirst() + expected[0]).split(separator: 2, omittingEmptySubsequences: false)
      var text = lines.map { $0.map { Self.words[Int($0)] }.joined(separator: " ") }.joined(separator: "\n")
      if text.hasSuffix("\n") { text.removeLast() }
      #expect(try sample(arguments + ["--length", "25"], in: folder).output == text + "\n")
    }
  }

  /// More texts than are written side by side, on one thread or two.
  @Test func textsStandApart() throws {
    try TemporaryDirectory.with { folder in
      _ = try makeRun(in: folder)
      func tokens(_ arguments: [String]) throws -> [[Int]] {
        let object = try sample(["--length", "9", "--json"] + arguments, in: folder).json()
        return try #require(object["texts"] as? [[String: Any]]).compactMap { $0["tokens"] as? [Int] }
      }
      let all = try tokens(["--count", "20"])
      #expect(all.count == 20 && Set(all).count > 15)
      #expect(try tokens(["--count", "18", "--threads", "1"]) == Array(all.prefix(18)))
      let text = try sample(["--length", "9", "--count", "3"], in: folder).output
      #expect(text.split(separator: "\n").count { $0 == "---" } == 2)
    }
  }

  @Test(
    arguments: [
      (["--prompt", "the Zorblax saw a quux"], 2, "neither 'Zorblax', 'quux' nor <unk>"),
      (["--prompt", " "], 2, "--prompt has no words"), (["--temperature", "-1"], 2, "temperature is -1.0"),
      (["--temperature", "nan"], 2, "temperature is nan"), (["--length", "0"], 2, "--length must lie"),
      (["--count", "0"], 2, "--count must lie"), (["--step", "8"], 3, "no checkpoint of that step"),
      (["--step", "x"], 2, "not a training step"),
    ] as [([String], Int32, String)])
  func wrongOptions(_ arguments: [String], _ code: Int32, _ sentence: String) throws {
    try TemporaryDirectory.with { folder in
      _ = try makeRun(in: folder)
      let outcome = try sample(arguments, in: folder)
      #expect(outcome.code == code && outcome.errorLines.count == 1, "\(outcome.errors)")
      #expect(outcome.errors.contains(sentence) && outcome.output.isEmpty)
    }
  }

  @Test func vocabularies() throws {
    try TemporaryDirectory.with { folder in
      _ = try makeRun(in: folder, words: ["the", "<unk>", "<eos>", "saw"])
      let replaced = try sample(["--prompt", "Zorblax saw", "--length", "3"], in: folder)
      #expect(replaced.code == 0 && replaced.output.hasPrefix("<unk> saw"))
      #expect(replaced.errorLines.count == 1 && replaced.errors.contains("read as <unk>: 'Zorblax'"))
      try LocalFileSystem().create("\(folder)/run/vocab.txt", Array("the\nsaw\n".utf8))
      let short = try sample([], in: folder)
      #expect(short.code == 3 && short.errors.contains("has 2 words but the model 4"))
    }
    try TemporaryDirectory.with { folder in
      _ = try makeRun(in: folder, words: ["x", "y", "z"])
      let outcome = try sample([], in: folder)
      #expect(outcome.code == 2 && outcome.errors.contains("give --prompt"))
      #expect(try sample(["--prompt", "z"], in: folder).code == 0)
    }
  }
}
