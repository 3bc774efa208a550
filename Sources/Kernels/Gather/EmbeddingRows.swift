/// Rows of an embedding matrix by token.
public enum EmbeddingRows {
  /// output[i] = table[tokens[i]] for rows of `width` numbers.
  public static func gather(
    _ tokens: Span<Int32>, from table: Span<Float>, width: Int, into output: inout MutableSpan<Float>
  ) {
    precondition(output.count >= tokens.count * width, "gather into a smaller array")
    for i in tokens.indices {
      let source = Int(tokens[i]) * width
      let target = i * width
      for j in 0..<width { output[target + j] = table[source + j] }
    }
  }

  /// table[tokens[i]] += rows[i], in the order of i.
  public static func scatterAdd(
    _ rows: Span<Float>, tokens: Span<Int32>, width: Int, into table: inout MutableSpan<Float>
  ) {
    precondition(rows.count >= tokens.count * width, "scatter from a smaller array")
    for i in tokens.indices {
      let source = i * width
      let target = Int(tokens[i]) * width
      for j in 0..<width { table[target + j] += rows[source + j] }
    }
  }
}
