import Testing

@testable import strata

@Suite("Names of activations")
struct ActivationSourceTests {
  @Test(
    "the four forms",
    arguments: [
      ("a/b.npy", ActivationSource.file(location: "a/b.npy")),
      ("b.npz", .file(location: "b.npz")),
      ("b.npz:h/layer0", .file(location: "b.npz:h/layer0")),
      ("me@home/w.safetensors:rnn.weight", .file(location: "me@home/w.safetensors:rnn.weight")),
      ("runs/a@0:h_l0", .run(path: "runs/a", step: .number(0), site: "h_l0")),
      ("me@home/a@last:c_l1", .run(path: "me@home/a", step: .last, site: "c_l1")),
      ("a@first:h_l0", .run(path: "a", step: .first, site: "h_l0")),
    ])
  func forms(text: String, expected: ActivationSource) throws {
    #expect(try ActivationSource(parsing: text) == expected)
  }

  @Test(
    "anything else is a usage error",
    arguments: ["", "a.txt", "a@5", "a@5:", "@5:h_l0", "a@-1:h_l0", "a@x:h_l0"])
  func refused(text: String) {
    #expect {
      try ActivationSource(parsing: text)
    } throws: { error in
      if case CommandError.usage = error { true } else { false }
    }
  }
}
