/// Logistic regression over sentence vectors whose components have the mean 0 and the variance 1 over all examples:
/// cosines of sentence models are crowded, and components of several models lie side by side.
struct MeaningClassifier: Sendable {
    private let mean: [Float]
    /// 1 over the standard deviation.
    private let factor: [Float]
    private let labels: Int
    /// Label-major: `weights[label * padded(dimensions) + component]`.
    private var weights: [Float]

    /// Nil when fewer than half of the phrases have a vector: it would know too few of the intents.
    init?(_ phrases: [IntentClassifier.Phrase], labels: Int, vectors: ExampleVectors, passes: Int = 10) {
        let known = phrases.compactMap { phrase in vectors[phrase.text].map { (vector: $0, label: phrase.label) } }
        guard known.count * 2 >= phrases.count, !known.isEmpty else { return nil }
        (self.mean, self.factor) = Self.moments(known.map(\.vector), dimensions: vectors.dimensions)
        self.labels = labels
        self.weights = [Float](repeating: 0, count: labels * Self.padded(vectors.dimensions))
        let rows = known.map { self.centred($0.vector) }
        self.train(rows, known.map(\.label), passes: passes)
    }

    /// As it was learnt before; nil when the lengths do not fit together or it is of other vectors.
    init?(_ learned: LearnedWeights, labels: Int, dimensions: Int) {
        guard learned.mean.count == dimensions, learned.factor.count == dimensions, learned.meanings.count == labels * Self.padded(dimensions) else { return nil }
        (self.mean, self.factor, self.labels, self.weights) = (learned.mean, learned.factor, labels, learned.meanings)
    }

    func add(to learned: inout LearnedWeights) {
        (learned.mean, learned.factor, learned.meanings) = (self.mean, self.factor, self.weights)
    }

    private static func moments(_ vectors: [[Float]], dimensions: Int) -> (mean: [Float], factor: [Float]) {
        var sum = [Float](repeating: 0, count: dimensions), squares = sum
        for vector in vectors {
            for (place, value) in vector.enumerated() {
                sum[place] += value
                squares[place] += value * value
            }
        }
        let count = Float(vectors.count)
        let mean = sum.map { $0 / count }
        let factor = zip(mean, squares).map { 1 / (max($1 / count - $0 * $0, 1e-8)).squareRoot() }
        return (mean, factor)
    }

    func probabilities(of vector: [Float]) -> [Float] {
        var scores = [Float](repeating: 0, count: self.labels)
        guard vector.count == self.mean.count else {
            return scores.map { _ in 1 / Float(self.labels) }
        }
        self.weights.withUnsafeBufferPointer { Self.score(self.centred(vector), weights: $0, into: &scores) }
        softmax(&scores)
        return scores
    }

    /// Components filled up to whole lanes.
    private static func padded(_ dimensions: Int) -> Int { (dimensions + 7) / 8 * 8 }

    /// Of unit length and whole lanes; empty for a vector of another embedder.
    func centred(_ vector: [Float]) -> [Float] {
        guard vector.count == self.mean.count else { return [] }
        var moved = vector
        for place in moved.indices { moved[place] = (moved[place] - self.mean[place]) * self.factor[place] }
        let length = moved.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let row = length > 0 ? moved.map { $0 / length } : moved
        return row + [Float](repeating: 0, count: Self.padded(row.count) - row.count)
    }

    private mutating func train(_ rows: [[Float]], _ truth: [Int], passes: Int) {
        var squares = [Float](repeating: 1e-6, count: self.weights.count)
        var scores = [Float](repeating: 0, count: self.labels)
        var average = WeightAverage(count: self.weights.count)
        self.weights.withUnsafeMutableBufferPointer { weights in
            squares.withUnsafeMutableBufferPointer { squares in
                for pass in 0..<passes {
                    for (step, index) in Shuffle(count: rows.count, seed: UInt64(pass)).enumerated() {
                        Self.score(rows[index], weights: UnsafeBufferPointer(weights), into: &scores)
                        softmax(&scores)
                        scores[truth[index]] -= 1
                        Self.descend(rows[index], along: scores, weights: weights, squares: squares)
                        if pass * 2 >= passes, step % Self.strideOfMean == 0 { average.add(weights) }
                    }
                }
            }
        }
        self.weights = average.mean ?? self.weights
    }

    /// So many examples lie between two weights that enter the mean of the second half of the passes.
    private static let strideOfMean = 256

    private typealias Lanes = SIMD8<Float>

    /// Rows and weights are padded to whole lanes by zeros, see `centred`.
    static func score(_ row: [Float], weights: UnsafeBufferPointer<Float>, into scores: inout [Float]) {
        let rowBytes = row.count * MemoryLayout<Float>.stride
        row.withUnsafeBytes { row in
            let weights = UnsafeRawBufferPointer(weights)
            for label in scores.indices {
                var sum = Lanes.zero
                for place in stride(from: 0, to: rowBytes, by: MemoryLayout<Lanes>.stride) {
                    sum +=
                        weights.loadUnaligned(fromByteOffset: label * rowBytes + place, as: Lanes.self)
                        * row.loadUnaligned(fromByteOffset: place, as: Lanes.self)
                }
                scores[label] = sum.sum()
            }
        }
    }

    /// Labels whose error is tiny are passed over.
    private static func descend(
        _ row: [Float], along gradient: [Float], weights: UnsafeMutableBufferPointer<Float>,
        squares: UnsafeMutableBufferPointer<Float>
    ) {
        let rowBytes = row.count * MemoryLayout<Float>.stride
        let weights = UnsafeMutableRawBufferPointer(weights), squares = UnsafeMutableRawBufferPointer(squares)
        row.withUnsafeBytes { row in
            for (label, error) in gradient.enumerated() where abs(error) > 0.01 {
                for place in stride(from: 0, to: rowBytes, by: MemoryLayout<Lanes>.stride) {
                    let step = error * row.loadUnaligned(fromByteOffset: place, as: Lanes.self)
                    let at = label * rowBytes + place
                    let square = squares.loadUnaligned(fromByteOffset: at, as: Lanes.self) + step * step
                    let weight = weights.loadUnaligned(fromByteOffset: at, as: Lanes.self)
                    squares.storeBytes(of: square, toByteOffset: at, as: Lanes.self)
                    weights.storeBytes(of: weight - 0.3 * step / square.squareRoot(), toByteOffset: at, as: Lanes.self)
                }
            }
        }
    }
}
