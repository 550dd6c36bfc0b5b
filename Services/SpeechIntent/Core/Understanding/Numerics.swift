#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

func exponential(_ value: Float) -> Float { expf(value) }
func naturalLog(_ value: Float) -> Float { logf(value) }
