/// The LAPACK and BLAS routines that the factorizations need, in one precision.
public protocol Factorizable {
}

extension Float: Factorizable {}
extension Double: Factorizable {}
