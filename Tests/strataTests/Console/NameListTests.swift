import Testing

@testable import strata

struct NameListTests {
  @Test(arguments: [
    ("h_l0", ["h_l0"]), ("h_l0,c_l0", ["h_l0", "c_l0"]), (" h_l0 ,  c_l0 ", ["h_l0", "c_l0"]),
    ("a b, c", ["a b", "c"]), ("all", ["all"]), ("all,c_l0", ["all", "c_l0"]),
  ])
  func spacesAroundNamesDoNotCount(text: String, names: [String]) {
    let list = NameList(argument: text)
    #expect(list?.names == names && list?.isAll == (text == "all"))
  }

  @Test(arguments: ["", " ", ",", "h_l0,", ",h_l0", "h_l0, ,c_l0"])
  func anEmptyNameIsRefused(text: String) {
    #expect(NameList(argument: text) == nil)
  }
}
