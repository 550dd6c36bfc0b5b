/// Durations that were measured, in nanoseconds.
struct Spread {
    private var values: [Int64] = []
    private var isSorted = true

    mutating func add(_ nanoseconds: Int64) {
        values.append(nanoseconds)
        isSorted = false
    }

    var count: Int { values.count }
    /// How many were longer.
    func count(over milliseconds: Double) -> Int { values.filter { Double($0) / 1e6 > milliseconds }.count }

    /// In milliseconds; NaN without values.
    mutating func percentile(_ share: Double) -> Double {
        if !isSorted { values.sort() }
        isSorted = true
        guard !values.isEmpty else { return .nan }
        return Double(values[min(values.count - 1, Int(Double(values.count) * share))]) / 1e6
    }

    /// `p50 / p99 / most`, in milliseconds.
    mutating func text() -> String { [0.5, 0.99, 1].map { Table.number(percentile($0), 2) }.joined(separator: " / ") }
}
