/// What training found out about a pack, to be kept: learning takes seconds, reading it back takes milliseconds.
public struct LearnedWeights: Equatable, Sendable {
    /// Of everything that was learnt from and of the way of learning: weights of another one are of no use.
    public var fingerprint: UInt64
    /// In order of number; a column of the words' weights each.
    public var features: [UInt64]
    /// How rare the features are: as many.
    public var rarity: [Float]
    /// Column-major: a row of labels for each feature.
    public var words: [Float]
    /// Mean and factor of the components and the weights of the meanings; empty without sentence vectors.
    public var mean: [Float]
    public var factor: [Float]
    public var meanings: [Float]

    public init(
        fingerprint: UInt64, features: [UInt64], rarity: [Float], words: [Float], mean: [Float] = [], factor: [Float] = [], meanings: [Float] = []
    ) {
        self.fingerprint = fingerprint
        (self.features, self.rarity, self.words) = (features, rarity, words)
        (self.mean, self.factor, self.meanings) = (mean, factor, meanings)
    }

    /// Raised whenever features, classifiers or their training change.
    static let training: UInt64 = 1
}
