/// Which intent of a pack an utterance has: words and sounds always, the meaning of the sentence when vectors are at hand.
struct IntentClassifier: Sendable {
    /// Intents of the pack, and last `Understood.outOfScope`.
    let labels: [String]
    private let reader: FeatureReader
    private let words: LinearClassifier
    private let meanings: MeaningClassifier?
    private let nearest: NearestPhrases?

    /// Make a confidence of 0.8 right 8 times in 10. That of the words is fitted on the held-out phrases; that of all three
    /// leans to caution until it is fitted too (Tests/Fixtures/understanding has the calibration errors).
    private static let sharpnessOfWords: Float = 1.25
    private static let sharpnessOfAll: Float = 0.5
    /// What no neighbour votes for is still this likely.
    private static let leastVote: Float = 0.02

    init(pack: Pack, tables: CharacterTables, vectors: ExampleVectors?) {
        self.labels = pack.intents.map(\.name) + [Understood.outOfScope]
        self.reader = FeatureReader(homophones: tables.homophones)
        let phrases = Self.phrases(of: pack)
        let reader = self.reader
        let examples = (phrases + Self.surrounded(phrases, by: pack.surroundings)).map { phrase in
            LinearClassifier.Example(
                features: reader.features(of: Text(phrase.text, folding: tables.folding)), label: phrase.label)
        }
        self.words = LinearClassifier(examples, labels: self.labels.count)
        self.meanings = vectors.flatMap { MeaningClassifier(phrases, labels: pack.intents.count + 1, vectors: $0) }
        self.nearest = Self.nearest(phrases, examples, self.words, self.meanings, vectors, labels: self.labels.count)
    }

    private static func nearest(
        _ phrases: [Phrase], _ examples: [LinearClassifier.Example], _ words: LinearClassifier, _ meanings: MeaningClassifier?,
        _ vectors: ExampleVectors?, labels: Int
    ) -> NearestPhrases? {
        guard let meanings, let vectors else { return nil }
        let known = zip(phrases, examples).compactMap { phrase, example in
            vectors[phrase.text].map { NearestPhrases.Phrase(words: words.row(example.features), meaning: meanings.centred($0), label: phrase.label) }
        }
        return NearestPhrases(known, labels: labels)
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

    /// Each phrase once more with something around it that does not matter, taken in turn.
    private static func surrounded(_ phrases: [Phrase], by surroundings: Pack.Surroundings) -> [Phrase] {
        guard !surroundings.before.isEmpty, !surroundings.after.isEmpty else { return [] }
        return phrases.enumerated().map { index, phrase in
            let before = surroundings.before[index % surroundings.before.count]
            let after = surroundings.after[index / 3 % surroundings.after.count]
            let text = index % 3 == 0 ? phrase.text + after : index % 3 == 1 ? before + phrase.text : before + phrase.text + after
            return Phrase(text: text, label: phrase.label)
        }
    }

    /// Probabilities of the labels, which add up to 1.
    func probabilities(of text: Text, vector: [Float]?) -> [Float] {
        let features = self.reader.features(of: text)
        var scores = self.words.scores(features)
        if let vector, let meanings = self.meanings, let nearest = self.nearest {
            softmax(&scores)
            let other = meanings.probabilities(of: vector)
            let votes = nearest.votes(words: self.words.row(features), meaning: meanings.centred(vector))
            for label in scores.indices {
                let sum = naturalLog(max(scores[label], 1e-9)) + naturalLog(max(other[label], 1e-9)) + naturalLog(votes[label] + Self.leastVote)
                scores[label] = sum * Self.sharpnessOfAll
            }
        } else {
            for label in scores.indices { scores[label] *= Self.sharpnessOfWords }
        }
        softmax(&scores)
        return scores
    }
}
