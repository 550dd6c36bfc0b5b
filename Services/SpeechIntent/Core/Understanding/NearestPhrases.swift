/// The labels of the training phrases nearest to an utterance by words, sounds and meaning at once. It knows the rare
/// wording that a linear classifier averages away.
struct NearestPhrases: Sendable {
    /// A phrase: its words as a row of unit length, its meaning as a direction padded to whole lanes.
    struct Phrase: Sendable {
        var words: LinearClassifier.Row
        var meaning: [Float]
        var label: Int
    }

    private struct Posting: Sendable {
        var phrase: Int32
        var value: Float
    }

    /// How many vote, how much words count beside meaning, and how fast a vote fades with distance.
    private static let count = 10
    private static let weightOfWords: Float = 0.7
    private static let fading: Float = 8

    private let labels: Int
    private let truth: [Int]
    /// Phrase-major.
    private var meanings: [Float] = []
    private var postings: [Int32: [Posting]] = [:]

    init(_ phrases: [Phrase], labels: Int) {
        self.labels = labels
        self.truth = phrases.map(\.label)
        for (index, phrase) in phrases.enumerated() {
            self.meanings += phrase.meaning
            for (column, value) in zip(phrase.words.columns, phrase.words.values) {
                self.postings[column, default: []].append(Posting(phrase: Int32(index), value: value))
            }
        }
    }

    /// Shares of the votes, which add up to 1.
    func votes(words: LinearClassifier.Row, meaning: [Float]) -> [Float] {
        var votes = [Float](repeating: 0, count: self.labels)
        guard meaning.count * self.truth.count == self.meanings.count, !self.truth.isEmpty else { return votes.map { _ in 1 / Float(self.labels) } }
        var closeness = [Float](repeating: 0, count: self.truth.count)
        self.meanings.withUnsafeBufferPointer { MeaningClassifier.score(meaning, weights: $0, into: &closeness) }
        for (column, value) in zip(words.columns, words.values) {
            for posting in self.postings[column] ?? [] { closeness[Int(posting.phrase)] += Self.weightOfWords * value * posting.value }
        }
        let near = Self.nearest(closeness)
        for index in near { votes[self.truth[index]] += exponential(Self.fading * (closeness[index] - closeness[near[0]])) }
        let sum = votes.reduce(0, +)
        return votes.map { $0 / sum }
    }

    /// The nearest first.
    private static func nearest(_ closeness: [Float]) -> [Int] {
        var near: [Int] = []
        for index in closeness.indices {
            if near.count == Self.count, let last = near.last, closeness[index] <= closeness[last] { continue }
            let place = near.firstIndex { closeness[$0] < closeness[index] } ?? near.count
            near.insert(index, at: place)
            if near.count > Self.count { near.removeLast() }
        }
        return near
    }
}
