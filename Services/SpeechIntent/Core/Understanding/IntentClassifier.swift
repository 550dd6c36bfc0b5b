/// Which intent of a pack an utterance has: words and sounds always, the meaning of the sentence when vectors are at hand.
struct IntentClassifier: Sendable {
    /// Intents of the pack, and last `Understood.outOfScope`.
    let labels: [String]
    private let reader: FeatureReader
    private let words: LinearClassifier
    private let meanings: MeaningClassifier?

    /// Flattens probabilities so that a confidence of 0.8 is right 8 times in 10; fitted on phrases left out of training.
    private static let sharpness: Float = 1

    init(pack: Pack, tables: CharacterTables, vectors: ExampleVectors?) {
        self.labels = pack.intents.map(\.name) + [Understood.outOfScope]
        self.reader = FeatureReader(homophones: tables.homophones)
        let phrases = Self.phrases(of: pack)
        let reader = self.reader
        let examples = phrases.map { phrase in
            LinearClassifier.Example(
                features: reader.features(of: Text(phrase.text, folding: tables.folding)), label: phrase.label)
        }
        self.words = LinearClassifier(examples, labels: self.labels.count)
        self.meanings = vectors.flatMap { MeaningClassifier(phrases, labels: pack.intents.count + 1, vectors: $0) }
    }

    struct Phrase {
        var text: String
        var label: Int
    }

    private static func phrases(of pack: Pack) -> [Phrase] {
        var all: [Phrase] = []
        for (label, intent) in pack.intents.enumerated() { all += intent.phrases.map { Phrase(text: $0, label: label) } }
        return all + pack.outOfScopePhrases.map { Phrase(text: $0, label: pack.intents.count) }
    }

    /// Probabilities of the labels, which add up to 1.
    func probabilities(of text: Text, vector: [Float]?) -> [Float] {
        var scores = self.words.scores(self.reader.features(of: text))
        for label in scores.indices { scores[label] *= Self.sharpness }
        if let vector, let meanings = self.meanings {
            softmax(&scores)
            let other = meanings.probabilities(of: vector)
            for label in scores.indices {
                scores[label] = (naturalLog(max(scores[label], 1e-9)) + naturalLog(max(other[label], 1e-9))) * 0.7
            }
        }
        softmax(&scores)
        return scores
    }
}
