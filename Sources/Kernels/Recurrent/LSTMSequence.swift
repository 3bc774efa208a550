import CKernels
import COpenBLAS

/// The recurrent half of an LSTM layer over a window of positions: everything that one position passes to the next.
///
/// i, f, o = σ(·), g = tanh(·), c' = f∘c + i∘g, h' = o∘tanh c'. Gates stand in PyTorch's order i f g o. All arrays are
/// row-major: gates [position][lane][4·hidden]; h and c [position + 1][lane][hidden], whose slot 0 is the state before
/// the window. The products with the inputs and the weight gradients are large products, done elsewhere.
public enum LSTMSequence {
  /// Runs the window forward.
  ///
  /// - Parameters:
  ///   - extent: the sizes.
  ///   - recurrentWeight: W_hh, [4·hidden][hidden].
  ///   - gates: holds W_ih·x + biases; replaced by the activated gates.
  ///   - hidden: slot 0 holds the initial h; the other slots are filled.
  ///   - cell: slot 0 holds the initial c; the other slots are filled.
  ///   - cellTanh: [position][lane][hidden], filled with tanh c'.
  public static func forward(
    _ extent: LSTMExtent, recurrentWeight: [Float], gates: inout [Float], hidden: inout [Float],
    cell: inout [Float], cellTanh: inout [Float]
  ) {
    let n = extent.hidden
    let state = extent.state
    precondition(
      recurrentWeight.count == 4 * n * n, "W_hh has \(recurrentWeight.count) elements for \(n) units")
    precondition(gates.count >= extent.positions * 4 * state, "gates too small")
    precondition(hidden.count >= (extent.positions + 1) * state, "hidden states too small")
    precondition(cell.count >= (extent.positions + 1) * state, "cell states too small")
    precondition(cellTanh.count >= extent.positions * state, "tanh c too small")
    _ = Threads.openBLASIsSerial
    recurrentWeight.withUnsafeBufferPointer { weight in
      gates.withUnsafeMutableBufferPointer { gates in
        hidden.withUnsafeMutableBufferPointer { hidden in
          cell.withUnsafeMutableBufferPointer { cell in
            cellTanh.withUnsafeMutableBufferPointer { cellTanh in
              guard let w = weight.baseAddress, let g = gates.baseAddress, let h = hidden.baseAddress,
                let c = cell.baseAddress, let t = cellTanh.baseAddress
              else { return }
              let blocks = extent.unitBlocks
              for position in 0..<extent.positions {
                let gate = g + position * 4 * state
                let before = position * state
                Threads.parallel(blocks.count) { index in
                  let block = blocks[index]
                  for kind in 0..<4 {
                    addProduct(
                      extent.lanes, block.count, n, h + before, w + (kind * n + block.lowerBound) * n,
                      gate + kind * n + block.lowerBound)
                  }
                  strata_lstm_gates_forward(
                    Int32(extent.lanes), Int32(n), Int32(block.lowerBound), Int32(block.count), gate,
                    c + before,
                    c + before + state, t + before, h + before + state)
                }
              }
            }
          }
        }
      }
    }
  }

  /// Adds h·Wᵀ to a block of gate columns: `rows` lanes, `columns` units of one gate, row length 4·n.
  private static func addProduct(
    _ rows: Int, _ columns: Int, _ n: Int, _ h: UnsafePointer<Float>, _ w: UnsafePointer<Float>,
    _ out: UnsafeMutablePointer<Float>
  ) {
    if rows == 1 {
      cblas_sgemv(CblasRowMajor, CblasNoTrans, Int32(columns), Int32(n), 1, w, Int32(n), h, 1, 1, out, 1)
    } else {
      cblas_sgemm(
        CblasRowMajor, CblasNoTrans, CblasTrans, Int32(rows), Int32(columns), Int32(n), 1, h, Int32(n), w,
        Int32(n),
        1, out, Int32(4 * n))
    }
  }

  /// Runs the window backward.
  ///
  /// - Parameters:
  ///   - extent: the sizes.
  ///   - recurrentWeight: W_hh, [4·hidden][hidden].
  ///   - gates: the activated gates of the forward pass; replaced by the gradients of the pre-activations.
  ///   - cell: the cell states of the forward pass, slot 0 included.
  ///   - cellTanh: tanh c' of the forward pass.
  ///   - hiddenGradient: [position][lane][hidden], the gradient of every h' from above; gets that from the next
  ///     position added. Nothing flows in from beyond the window (truncated back-propagation through time).
  ///   - cellGradient: [lane][hidden] scratch.
  public static func backward(
    _ extent: LSTMExtent, recurrentWeight: [Float], gates: inout [Float], cell: [Float], cellTanh: [Float],
    hiddenGradient: inout [Float], cellGradient: inout [Float]
  ) {
    let n = extent.hidden
    let state = extent.state
    precondition(
      recurrentWeight.count == 4 * n * n, "W_hh has \(recurrentWeight.count) elements for \(n) units")
    precondition(gates.count >= extent.positions * 4 * state, "gates too small")
    precondition(cell.count >= (extent.positions + 1) * state, "cell states too small")
    precondition(cellTanh.count >= extent.positions * state, "tanh c too small")
    precondition(hiddenGradient.count >= extent.positions * state, "gradient of h too small")
    precondition(cellGradient.count >= state, "gradient of c too small")
    _ = Threads.openBLASIsSerial
    for i in 0..<state { cellGradient[i] = 0 }
    recurrentWeight.withUnsafeBufferPointer { weight in
      gates.withUnsafeMutableBufferPointer { gates in
        cell.withUnsafeBufferPointer { cell in
          cellTanh.withUnsafeBufferPointer { cellTanh in
            hiddenGradient.withUnsafeMutableBufferPointer { hiddenGradient in
              cellGradient.withUnsafeMutableBufferPointer { cellGradient in
                guard let w = weight.baseAddress, let g = gates.baseAddress, let c = cell.baseAddress,
                  let t = cellTanh.baseAddress, let dh = hiddenGradient.baseAddress,
                  let dc = cellGradient.baseAddress
                else { return }
                let blocks = extent.unitBlocks
                for position in (0..<extent.positions).reversed() {
                  let at = position * state
                  Threads.parallel(blocks.count) { index in
                    let block = blocks[index]
                    if position + 1 < extent.positions {
                      cblas_sgemm(
                        CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(extent.lanes), Int32(block.count),
                        Int32(4 * n), 1, g + (position + 1) * 4 * state, Int32(4 * n), w + block.lowerBound,
                        Int32(n), 1, dh + at + block.lowerBound, Int32(n))
                    }
                    strata_lstm_gates_backward(
                      Int32(extent.lanes), Int32(n), Int32(block.lowerBound), Int32(block.count), g + 4 * at,
                      c + at,
                      t + at, dh + at, dc)
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}
