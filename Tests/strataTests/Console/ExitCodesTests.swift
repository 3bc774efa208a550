import Analysis
import Corpora
import Figures
import Foundation
import Networks
import Similarity
import SingleDirections
import Storage
import Testing
import Training

@testable import strata

/// The exit code of every error that a module can throw.
@Suite("Exit codes")
struct ExitCodesTests {
  /// 1 where the machine refused, 2 for what a person typed, 3 for what a file holds, 4 for a run that is damaged.
  private static let table: [(error: any Error, code: Int32)] =
    [
      program, refused, storage, states, corpora, networks, training, analysis, figures, similarity,
      singleDirections, tables,
    ]
    .flatMap(\.self)

  private static let program: [(error: any Error, code: Int32)] = [
    (CommandError.usage("a"), 2), (CommandError.badData("a"), 3), (CommandError.verification("a"), 4),
    (CommandError.interrupted(signal: SIGINT, saved: "a"), 130),
    (CommandError.interrupted(signal: SIGTERM, saved: "a"), 143),
  ]

  private static func system(_ errno: Int32) -> StorageError {
    .system(call: "read", path: "a", errno: errno, reason: "b")
  }

  private static let refused: [(error: any Error, code: Int32)] = [
    (system(EIO), 1), (system(ENOSPC), 1), (system(EACCES), 1), (system(EROFS), 1), (system(EDQUOT), 1),
    (system(0), 1), (system(ENOENT), 3), (system(ENOTDIR), 3), (system(EISDIR), 3),
  ]

  private static let storage: [(error: any Error, code: Int32)] = [
    (StorageError.missing(path: "a"), 3),
    (StorageError.malformed(path: "a", format: "b", byte: 1, problem: "c"), 3),
    (StorageError.checksum(path: "a", expected: "b", found: "c"), 3),
    (StorageError.length(path: "a", expected: 1, found: 2), 3),
    (StorageError.unknownKey(source: "a", key: "b", within: "", nearest: nil), 3),
    (StorageError.missingKey(source: "a", key: "b", within: ""), 3),
    (StorageError.invalidValue(source: "a", key: "b", problem: "c"), 3),
    (StorageError.noSuchArray(path: "a", name: "b", available: []), 3),
    (StorageError.noSuchMember(path: "a", name: "b", available: []), 3),
    (StorageError.unknownFormat(path: "a"), 3), (StorageError.folderNotEmpty(path: "a"), 2),
    (StorageError.notARun(path: "a", missing: "b"), 3), (StorageError.checkpointExists(path: "a"), 1),
    (StorageError.runInUse(path: "a"), 1),
  ]

  private static let states: [(error: any Error, code: Int32)] = [
    (StateStoreError.exists(path: "a"), 3), (StateStoreError.notEmpty(path: "a", name: "b"), 3),
    (StateStoreError.invalidDescription(part: "a", problem: "b"), 2),
    (StateStoreError.differs(path: "a", part: "b", expected: "c", found: "d"), 3),
    (StateStoreError.unknownProbe(path: "a", name: "b", available: []), 2),
    (StateStoreError.unknownSite(path: "a", probe: "b", name: "c", available: []), 2),
    (StateStoreError.outOfRange(path: "a", probe: "b", what: "c", asked: 0..<9, count: 3), 2),
    (StateStoreError.stepOrder(probe: "a", step: 1, last: 2), 1), (StateStoreError.misuse(problem: "a"), 1),
    (StateStoreError.wrongCount(probe: "a", site: "b", what: "c", expected: 1, found: 2), 1),
    (
      StateStoreError.nonfinite(
        probe: "a", site: "b", snapshot: 0, step: 1, window: 2, position: 3, unit: 4, value: "nan"), 1
    ), (StateStoreError.damaged(path: "a", problem: "b"), 3),
    (SnapshotSchedule.TextError.unknownForm(text: "a", form: "b"), 2),
    (SnapshotSchedule.TextError.badNumber(text: "a", key: "b", found: "c", least: 1), 2),
    (SnapshotSchedule.TextError.trailing(text: "a", found: "b"), 2),
  ]

  private static let corpora: [(error: any Error, code: Int32)] = [
    (CorporaError.noSuchCorpus(name: "a", root: "b", known: []), 3),
    (CorporaError.notPresent(name: "a", folder: "b"), 3),
    (CorporaError.missingFile(path: "a", alternatives: []), 3),
    (CorporaError.ambiguous(folder: "a", first: "b", second: "c"), 3),
    (CorporaError.notAFile(path: "a"), 3), (CorporaError.noWords(path: "a", bytes: 1), 3),
    (CorporaError.emptyText(path: "a"), 3), (CorporaError.tooFewLines(path: "a", bytes: 1), 3),
    (CorporaError.unknownCharacter(character: "a", source: "b"), 3),
    (CorporaError.notUTF8(path: "a", line: 1, byte: 2, value: 255), 3),
    (CorporaError.tokenCount(corpus: "a", path: "b", expected: 1, found: 2), 3),
    (CorporaError.vocabularySize(corpus: "a", folder: "b", expected: 1, found: 2), 3),
    (CorporaError.badVocabulary(path: "a", line: 1, problem: "b"), 3),
    (CorporaError.unknownWord(word: "a", source: "b"), 3),
    (CorporaError.impossibleWord(word: "a", position: 1), 3),
    (CorporaError.staleTruth(path: "a", split: .test), 3),
    (CorporaError.badTruth(path: "a", row: 0, column: 1, value: "nan"), 3),
    (CorporaError.tooFewTokens(what: "a", found: 1, needed: 2, remedy: "b"), 3),
    (CorporaError.wrongFile(path: "a", corpus: "b", expected: "c", found: "d"), 3),
    (CorporaError.notInSource(source: "a", corpus: "b", file: "c"), 3),
    (CorporaError.notFetched(name: "a", failures: []), 1), (CorporaError.usage("a"), 2),
  ]

  private static let networks: [(error: any Error, code: Int32)] = [
    (NetworksError.configuration(key: "a", value: "b", allowed: "c"), 2),
    (NetworksError.missingParameter(name: "a"), 3), (NetworksError.unknownParameter(name: "a"), 3),
    (NetworksError.shape(name: "a", expected: [1], found: [2]), 3),
    (NetworksError.notAMatrix(name: "a", found: [1]), 3), (NetworksError.untiedWeights(name: "a"), 3),
    (NetworksError.unknownSite(name: "a", known: []), 2),
  ]

  private static let training: [(error: any Error, code: Int32)] = [
    (TrainingError.configuration(key: "a", value: "b", allowed: "c"), 2),
    (TrainingError.unknownPreset(name: "a", known: []), 2),
    (TrainingError.diverged(step: 1, parameter: "a", loss: 9, what: "b"), 1),
    (TrainingError.changedData(split: "a"), 3),
    (TrainingError.unusableCheckpoint(path: "a", what: "b"), 3),
    (TrainingError.missingStates(path: "a", step: 1), 3), (TrainingError.noCheckpoint(path: "a"), 3),
  ]

  private static let analysis: [(error: any Error, code: Int32)] = [
    (AnalysisError.noProbe(name: "a", available: []), 3),
    (AnalysisError.noSite(name: "a", probe: "b", available: []), 2),
    (AnalysisError.noStep(step: 1, probe: "a", available: []), 2),
    (AnalysisError.tooFewSnapshots(probe: "a", count: 1, needed: 2), 3),
    (AnalysisError.differentInputs(probe: "a"), 3),
  ]

  private static let figures: [(error: any Error, code: Int32)] = [
    (FigureError.plotlyNotFound(lookedIn: []), 1), (FigureError.notPlotly(path: "a"), 1),
    (FigureError.noRows(figure: "a"), 3), (FigureError.unreadable(path: "a", problem: "b"), 3),
  ]

  private static let similarity: [(error: any Error, code: Int32)] = [
    (SimilarityError.empty(source: "a", rows: 0, units: 1), 3),
    (SimilarityError.notFinite(source: "a", row: 1, column: 2, value: "nan"), 3),
    (SimilarityError.noVariance(sources: ["a"]), 3),
    (SimilarityError.differentRows(x: "a", rowsX: 1, y: "b", rowsY: 2), 3),
    (SimilarityError.tooFewRows(rows: 1, x: "a", unitsX: 2, y: "b", unitsY: 3), 3),
    (SimilarityError.decomposition(source: "a", reason: "b"), 3),
    (SimilarityError.unknown(kind: "a", name: "b", known: []), 2),
    (SimilarityError.memoryCeiling(needed: 2, ceiling: 1), 2),
  ]

  private static let singleDirections: [(error: any Error, code: Int32)] = [
    (SingleDirectionsError.setting(name: "a", value: "b", needed: "c"), 2),
    (SingleDirectionsError.empty("a"), 3),
    (SingleDirectionsError.duplicateUnit(UnitReference(site: "a", unit: 1), list: "b"), 3),
    (SingleDirectionsError.duplicateColumn("a"), 3),
    (SingleDirectionsError.label(site: "a", sample: 1, label: 2, classes: 2), 3),
    (SingleDirectionsError.notFinite(source: "a", row: 1, column: 2, value: "nan"), 3),
    (SingleDirectionsError.score(change: "a", value: "nan"), 3),
    (SingleDirectionsError.negativeActivity(UnitReference(site: "a", unit: 1), value: -1), 3),
    (SingleDirectionsError.tooFewClasses(source: "a", present: 1), 3),
    (SingleDirectionsError.notPositive(name: "a", index: 1, value: 0), 3),
    (SingleDirectionsError.dependentDirection(row: 1, of: 2), 3),
    (SingleDirectionsError.noVariance(source: "a"), 3),
    (SingleDirectionsError.decomposition(reason: "a"), 3),
  ]

  private static let tables: [(error: any Error, code: Int32)] = [
    (TableError.notUTF8(source: "a", byte: 1), 3), (TableError.unterminatedQuote(source: "a", line: 1), 3),
    (TableError.strayQuote(source: "a", line: 1), 3),
    (TableError.fieldCount(source: "a", line: 1, expected: 2, found: 3), 3),
    (TableError.noHeader(source: "a"), 3), (TableError.duplicateColumn(source: "a", column: "b"), 3),
    (TableError.missingColumn(column: "a", available: []), 3),
    (TableError.wrongKind(column: "a", row: 1, expected: .double, found: "b"), 3),
    (TableError.malformedJSON(source: "a", key: "b", problem: "c"), 3),
    (TableError.cellCount(source: "a", row: "b", column: "c", found: 2), 3),
    (TableError.matrixSize(source: "a", part: "b", expected: 1, found: 2), 3),
  ]

  @Test("every error has the documented code, and one sentence")
  func everyError() {
    for (error, code) in Self.table {
      #expect(ProgramExit(of: error)?.rawValue == code, "\(error)")
      // A sentence begins with what is wrong, stands on one line and does not end like a list of fields.
      let sentence = "\(error)"
      #expect(!sentence.contains("\n") && !sentence.hasSuffix(")"), "\(sentence)")
    }
  }

  @Test("no case is in the table twice, and every module is")
  func tableIsWhole() {
    let cases = Self.table.map { "\(type(of: $0.error)).\(Self.name($0.error))" }
    let counts = Dictionary(cases.map { ($0, 1) }, uniquingKeysWith: +)
    let repeated = counts.filter { $0.value > 1 }.keys.sorted()
    #expect(repeated == ["CommandError.interrupted", "StorageError.system"])
    let modules = Dictionary(grouping: counts.keys) { $0.prefix { $0 != "." } }.mapValues(\.count)
    #expect(
      modules == [
        "CommandError": 4, "StorageError": 15, "StateStoreError": 12, "TextError": 3, "CorporaError": 22,
        "NetworksError": 7, "TrainingError": 7, "AnalysisError": 5, "FigureError": 4, "SimilarityError": 8,
        "SingleDirectionsError": 13, "TableError": 11,
      ])
  }

  /// The name of an enum's case.
  private static func name(_ error: any Error) -> String {
    Swift.Mirror(reflecting: error).children.first?.label ?? "\(error)"
  }

  @Test("an error of the argument parser or of nobody has no code of its own")
  func foreign() {
    struct Foreign: Error {}
    #expect(ProgramExit(of: Foreign()) == nil)
    #expect(ProgramExit.done.rawValue == 0)
  }
}
