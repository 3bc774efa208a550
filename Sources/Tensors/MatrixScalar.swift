public import Kernels

/// A number type that a ``Matrix`` can hold: `Float` or `Double`.
///
/// Its conformances live in this module, so that modules which do not import `Kernels` can name a matrix type.
public protocol MatrixScalar: BLASScalar {}

extension Float: MatrixScalar {}
extension Double: MatrixScalar {}
