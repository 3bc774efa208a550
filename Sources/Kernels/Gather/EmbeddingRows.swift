/// Rows of an embedding matrix by token.
public enum EmbeddingRows {
  /// result[i] = table[tokens[i]] for rows of `width` numbers.
  public static func gather(
    _ tokens: [Int32], from table: [Float], width: Int, into result: inout [Float]
  ) {
    precondition(result.count >= tokens.count * width, "gather into a smaller array")
    let table = table.span
    var output = result.mutableSpan
    for i in tokens.indices {
      let source = Int(tokens[i]) * width
      let target = i * width
      for j in 0..<width { output[target + j] = table[source + j] }
    }
  }

  /// result[tokens[i]] += rows[i], in the order of i.
  public static func scatterAdd(
    _ rows: [Float], tokens: [Int32], width: Int, into result: inout [Float]
  ) {
    precondition(rows.count >= tokens.count * width, "scatter from a smaller array")
    let rows = rows.span
    var table = result.mutableSpan
    for i in tokens.indices {
      let source = i * width
      let target = Int(tokens[i]) * width
      for j in 0..<width { table[target + j] += rows[source + j] }
    }
  }
}
