/// Rows of numbers, one after the other. The number of columns is a multiple of 8.
struct Matrix {
    let rows: Int
    let columns: Int
    let values: [Float]

    /// Adds `left` times this matrix to `sum`, which has `columns` numbers; `left` has `rows`.
    func addProduct(_ left: some Collection<Float>, to sum: inout [Float]) {
        typealias Lanes = SIMD8<Float>
        precondition(left.count == rows && sum.count == columns)
        let stride = MemoryLayout<Lanes>.stride
        let rowBytes = columns * MemoryLayout<Float>.stride
        values.withUnsafeBytes { values in
            sum.withUnsafeMutableBytes { sum in
                for (row, factor) in left.enumerated() where factor != 0 {
                    for place in Swift.stride(from: 0, to: rowBytes, by: stride) {
                        let added = values.loadUnaligned(fromByteOffset: row * rowBytes + place, as: Lanes.self) * factor
                        sum.storeBytes(of: sum.loadUnaligned(fromByteOffset: place, as: Lanes.self) + added, toByteOffset: place, as: Lanes.self)
                    }
                }
            }
        }
    }

    func product(_ left: some Collection<Float>, plus bias: [Float]? = nil) -> [Float] {
        var sum = bias ?? [Float](repeating: 0, count: columns)
        addProduct(left, to: &sum)
        return sum
    }
}
