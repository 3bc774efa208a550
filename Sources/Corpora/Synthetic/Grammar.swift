import Foundation

/// One way in which a text can go on: a class of words, and what the grammar expects after it.
struct GrammarChoice: Equatable {
  /// The class of the next word.
  var wordClass: WordClass
  /// The probability that the next word is of this class.
  var probability: Double
  /// How many frames this takes from the stack.
  var pops: Int
  /// What is put on the stack in their place, the next one last.
  var pushes: [GrammarFrame]
  /// Whether the word is the noun of a sentence's subject.
  var isMainSubject = false
}

/// The rules of a synthetic language.
///
/// Each frame offers some classes of words and, if it is optional, may be skipped in favour of the frame below. No class
/// is offered twice at once, so the next word alone decides which rule applied: the state of the grammar is a function
/// of the words so far, and the probability of each next word is known exactly.
struct Grammar: Equatable, Sendable {
  let configuration: SyntheticLanguage.Configuration

  /// All ways to go on after `state`; the probabilities sum to one.
  func choices(after state: SyntheticLanguage.State) -> [GrammarChoice] {
    var choices: [GrammarChoice] = []
    var mass = 1.0
    let nesting = pow(configuration.nestingDecay, Double(state.nesting))
    let deeper = state.nesting < configuration.greatestNesting ? nesting : 0
    for (pops, frame) in state.stack.reversed().enumerated() {
      let before = choices.count
      let skip = add(frame, to: &choices, mass: mass, deeper: deeper, state: state)
      for i in before..<choices.count { choices[i].pops = pops + 1 }
      mass *= skip
      if mass == 0 { break }
    }
    return choices
  }

  /// Adds what one frame offers, and returns the probability that it is skipped.
  private func add(
    _ frame: GrammarFrame, to choices: inout [GrammarChoice], mass: Double, deeper: Double,
    state: SyntheticLanguage.State
  ) -> Double {
    let c = configuration
    func offer(_ wordClass: WordClass, _ probability: Double, _ pushes: [GrammarFrame], main: Bool = false) {
      guard probability > 0 else { return }
      choices.append(
        GrammarChoice(
          wordClass: wordClass, probability: mass * probability, pops: 0, pushes: pushes, isMainSubject: main)
      )
    }
    func offerDeterminers(_ share: Double, _ role: NounRole) {
      offer(.article, share * 0.5, [.nominal(nil, role)])
      offer(.singularDeterminer, share * 0.28, [.nominal(.singular, role)])
      offer(.pluralDeterminer, share * 0.22, [.nominal(.plural, role)])
    }
    func offerVerbs(_ share: Double, _ number: GrammaticalNumber) {
      let speech = c.quotation * deeper
      offer(.speech(number), share * speech, [.quotation])
      offer(.transitive(number), share * (1 - speech) * 0.55, [.postverb, .object])
      offer(.intransitive(number), share * (1 - speech) * 0.45, [.postverb])
    }
    switch frame {
    case .clause(let isMain):
      let pronoun = state.subjectNumber == nil ? 0 : c.pronoun
      if let number = state.subjectNumber {
        offer(number == .singular ? .singularPronoun : .pluralPronoun, pronoun, [.verb(number)])
      }
      offerDeterminers(1 - pronoun, isMain ? .mainSubject : .subject)
    case .nominal(let number, let role):
      offer(.adjective, c.adjective, [.nominal(number, role)])
      for (noun, half) in [(GrammaticalNumber.singular, 0.56), (.plural, 0.44)] {
        let share = number == nil ? half : number == noun ? 1 : 0
        offer(.noun(noun), (1 - c.adjective) * share, after(noun, role), main: role == .mainSubject)
      }
    case .postnominal(let number, let role):
      let (relative, brackets) = (role.hasVerb ? c.relativeClause * deeper : 0, c.brackets * deeper)
      offer(.relativePronoun, relative, [.relative(number)])
      offer(.nounPreposition, c.prepositionalPhrase, [.object])
      offer(.opening(.round), brackets * 0.6, [.closing(.round), .clause(isMain: false)])
      offer(.opening(.square), brackets * 0.4, [.closing(.square), .nominal(nil, .aside)])
      return 1 - relative - c.prepositionalPhrase - brackets
    case .relative(let number):
      offerVerbs(0.6, number)
      offerDeterminers(0.4, .relativeSubject)
    case .verb(let number):
      offerVerbs(1, number)
    case .gapVerb(let number):
      offer(.transitive(number), 1, [])
    case .optionalVerb(let number):
      offerVerbs(0.4, number)
      return 0.6
    case .object:
      offerDeterminers(1, .object)
    case .postverb:
      offer(.adverb, c.adverb, [])
      offer(.verbPreposition, c.prepositionalPhrase, [.object])
      return 1 - c.adverb - c.prepositionalPhrase
    case .conjunction:
      offer(.conjunction, c.conjunction, [.clause(isMain: false)])
      return 1 - c.conjunction
    case .quotation:
      offer(.quoteOpening, 1, [.closingQuote, .conjunction, .clause(isMain: false)])
    case .closing(let bracket):
      offer(.closing(bracket), 1, [])
    case .closingQuote:
      offer(.quoteClosing, 1, [])
    case .end:
      offer(.endOfSentence, 1, SyntheticLanguage.State.sentence)
    }
    return 0
  }

  /// What is expected after the noun of a phrase.
  private func after(_ number: GrammaticalNumber, _ role: NounRole) -> [GrammarFrame] {
    switch role {
    case .mainSubject, .subject: [.verb(number), .postnominal(number, role)]
    case .relativeSubject: [.gapVerb(number), .postnominal(number, role)]
    case .aside: [.optionalVerb(number), .postnominal(number, role)]
    case .object: [.postnominal(number, role)]
    }
  }
}
