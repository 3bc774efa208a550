import Testing

@testable import strata

@Suite("Names of activations")
struct ActivationSourceTests {
  @Test(
    "the four forms",
    arguments: [
      ("a/b.npy", ActivationSource.npy(path: "a/b.npy")),
      ("b.npz", .npz(path: "b.npz", key: nil)),
      ("b.npz:h/layer0", .npz(path: "b.npz", key: "h/layer0")),
      ("x.npz:1/b.npz:k", .npz(path: "x.npz:1/b.npz", key: "k")),
      ("w.safetensors:rnn.weight_hh_l0", .safetensors(path: "w.safetensors", key: "rnn.weight_hh_l0")),
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
