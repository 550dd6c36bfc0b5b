/// The mean of the weights along the last part of a stochastic descent (Polyak and Juditsky 1992), so that
/// no example decides alone because it came last.
struct WeightAverage {
    private var sum: [Float]
    private var count: Float = 0

    init(count: Int) { self.sum = [Float](repeating: 0, count: count) }

    mutating func add(_ weights: UnsafeMutableBufferPointer<Float>) {
        self.sum.withUnsafeMutableBufferPointer { sum in
            for place in sum.indices { sum[place] += weights[place] }
        }
        self.count += 1
    }

    /// Nil before the first weights.
    var mean: [Float]? {
        guard self.count > 0 else { return nil }
        let factor = 1 / self.count
        return self.sum.map { $0 * factor }
    }
}
