import Synchronization
import Tensors

/// The random order of the images in each epoch, of which the last one asked for is kept.
final class EpochOrder: Sendable {
  private let count: Int
  private let key: RandomKey
  private let latest = Mutex<(epoch: Int, order: [Int])?>(nil)

  init(count: Int, key: RandomKey) {
    self.count = count
    self.key = key
  }

  /// The images in the order of an epoch.
  func order(ofEpoch epoch: Int) -> [Int] {
    latest.withLock { latest in
      if let latest, latest.epoch == epoch { return latest.order }
      let order = key.child(epoch).permutation(count)
      latest = (epoch, order)
      return order
    }
  }
}
