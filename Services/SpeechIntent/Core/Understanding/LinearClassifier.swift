/// Multinomial logistic regression over sparse features, trained by stochastic gradient descent with AdaGrad steps.
///
/// A value: training is a pure function of the examples (they are visited in a fixed shuffled order).
struct LinearClassifier: Sendable {
    struct Example: Sendable {
        var features: Set<Feature>
        var label: Int
    }

    /// A row of a sparse matrix.
    struct Row: Sendable {
        var columns: [Int32]
        var values: [Float]
    }

    private var columns: [Feature: Int32] = [:]
    private var rarity: [Float] = []
    /// Column-major: `weights[column * labels + label]`.
    private var weights: [Float] = []
    private let labels: Int

    init(_ examples: [Example], labels: Int, passes: Int = 6, rate: Float = 0.5) {
        self.labels = labels
        self.learnVocabulary(examples)
        let rows = examples.map { self.row($0.features) }
        self.weights = [Float](repeating: 0, count: self.rarity.count * labels)
        self.train(rows, examples.map(\.label), passes: passes, rate: rate)
    }

    /// As it was learnt before; nil when the lengths do not fit together.
    init?(_ learned: LearnedWeights, labels: Int) {
        guard learned.rarity.count == learned.features.count, learned.words.count == learned.features.count * labels else { return nil }
        self.labels = labels
        self.columns = Dictionary(zip(learned.features, Int32(0)...), uniquingKeysWith: { first, _ in first })
        self.rarity = learned.rarity
        self.weights = learned.words
    }

    func learned(_ fingerprint: UInt64) -> LearnedWeights {
        LearnedWeights(fingerprint: fingerprint, features: self.columns.keys.sorted(), rarity: self.rarity, words: self.weights)
    }

    /// One logit a label.
    func scores(_ features: Set<Feature>) -> [Float] {
        var scores = [Float](repeating: 0, count: self.labels)
        let row = self.row(features)
        self.weights.withUnsafeBufferPointer { Self.add(row, weights: $0, labels: self.labels, to: &scores) }
        return scores
    }

    private mutating func learnVocabulary(_ examples: [Example]) {
        var counts: [Feature: Int] = [:]
        for example in examples { for feature in example.features { counts[feature, default: 0] += 1 } }
        // Sorted, so that training does not depend on the order of a set.
        for (feature, count) in counts.sorted(by: { $0.key < $1.key }) {
            self.columns[feature] = Int32(self.rarity.count)
            self.rarity.append(1 + naturalLog(Float(1 + examples.count) / Float(1 + count)))
        }
    }

    /// Weighted by rarity, of unit length; unknown features are left out.
    func row(_ features: Set<Feature>) -> Row {
        let columns = features.compactMap { self.columns[$0] }.sorted()
        let weighted = columns.map { self.rarity[Int($0)] }
        let length = weighted.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return Row(columns: columns, values: length > 0 ? weighted.map { $0 / length } : weighted)
    }

    private mutating func train(_ rows: [Row], _ truth: [Int], passes: Int, rate: Float) {
        var squares = [Float](repeating: 1e-6, count: self.weights.count)
        var scores = [Float](repeating: 0, count: self.labels)
        let labels = self.labels
        var average = WeightAverage(count: self.weights.count)
        self.weights.withUnsafeMutableBufferPointer { weights in
            squares.withUnsafeMutableBufferPointer { squares in
                for pass in 0..<passes {
                    for (step, index) in Shuffle(count: rows.count, seed: UInt64(pass)).enumerated() {
                        for label in 0..<labels { scores[label] = 0 }
                        Self.add(rows[index], weights: UnsafeBufferPointer(weights), labels: labels, to: &scores)
                        softmax(&scores)
                        scores[truth[index]] -= 1
                        Self.descend(rows[index], along: scores, rate: rate, weights: weights, squares: squares)
                        if pass * 2 >= passes, step % Self.strideOfMean == 0 { average.add(weights) }
                    }
                }
            }
        }
        self.weights = average.mean ?? self.weights
    }

    /// So many examples lie between two weights that enter the mean of the second half of the passes.
    private static let strideOfMean = 1024

    private static func add(
        _ row: Row, weights: UnsafeBufferPointer<Float>, labels: Int, to scores: inout [Float]
    ) {
        scores.withUnsafeMutableBufferPointer { scores in
            for (column, value) in zip(row.columns, row.values) {
                let base = Int(column) * labels
                for label in 0..<labels { scores[label] += weights[base + label] * value }
            }
        }
    }

    /// Labels whose error is tiny are passed over: after the first pass that is nearly all of them. Six passes find what
    /// fourteen do, in less than half the time.
    private static func descend(
        _ row: Row, along gradient: [Float], rate: Float, weights: UnsafeMutableBufferPointer<Float>,
        squares: UnsafeMutableBufferPointer<Float>
    ) {
        let wrong = gradient.indices.filter { abs(gradient[$0]) > 0.01 }
        for (column, value) in zip(row.columns, row.values) {
            let base = Int(column) * gradient.count
            for label in wrong {
                let step = gradient[label] * value
                squares[base + label] += step * step
                weights[base + label] -= rate * step / squares[base + label].squareRoot()
            }
        }
    }
}

/// Turns logits into probabilities.
func softmax(_ scores: inout [Float]) {
    let top = scores.max() ?? 0
    var sum: Float = 0
    for index in scores.indices {
        scores[index] = exponential(scores[index] - top)
        sum += scores[index]
    }
    for index in scores.indices { scores[index] /= sum }
}

/// A permutation of `0..<count` that depends on the seed alone (Fisher-Yates over SplitMix64).
struct Shuffle: Sequence {
    private let order: [Int]

    init(count: Int, seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678
        var order = Array(0..<count)
        for index in stride(from: count - 1, to: 0, by: -1) {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            order.swapAt(index, Int((mixed ^ (mixed >> 31)) % UInt64(index + 1)))
        }
        self.order = order
    }

    func makeIterator() -> IndexingIterator<[Int]> { self.order.makeIterator() }
}
