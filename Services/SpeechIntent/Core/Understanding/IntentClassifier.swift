/// Which intent of a pack an utterance has: words and sounds always, the meaning of the sentence when vectors are at hand.
struct IntentClassifier: Sendable {
    /// Intents of the pack, and last `Understood.outOfScope`.
    let labels: [String]
    private let reader: FeatureReader
    private let words: LinearClassifier
    private let meanings: MeaningClassifier?
    private let nearest: NearestPhrases?

    /// Make a confidence of 0.8 right 8 times in 10. Fitted on the held-out phrases that are not blind
    /// (Tests/Fixtures/understanding has the calibration errors).
    private static let sharpnessOfWords: Float = 1.25
    private static let sharpnessOfAll: Float = 0.625
    /// What no neighbour votes for is still this likely.
    private static let leastVote: Float = 0.02

    private let fingerprint: UInt64

    /// - Parameter known: what was learnt before; learnt anew unless it is of this very pack.
    init(pack: Pack, tables: CharacterTables, vectors: ExampleVectors?, known: LearnedWeights?) {
        self.labels = pack.intents.map(\.name) + [Understood.outOfScope]
        self.reader = FeatureReader(homophones: tables.homophones)
        let phrases = Self.phrases(of: pack)
        self.fingerprint = Self.fingerprint(phrases, pack, tables, vectors)
        let material = Material(phrases: phrases, pack: pack, tables: tables, vectors: vectors, reader: self.reader, labels: self.labels.count)
        (self.words, self.meanings) = material.restored(known?.fingerprint == self.fingerprint ? known : nil) ?? material.trained()
        self.nearest = material.nearest(self.words, self.meanings)
    }

    /// What was learnt, to be kept.
    var learned: LearnedWeights {
        var learned = self.words.learned(self.fingerprint)
        self.meanings?.add(to: &learned)
        return learned
    }

    private static func fingerprint(_ phrases: [Phrase], _ pack: Pack, _ tables: CharacterTables, _ vectors: ExampleVectors?) -> UInt64 {
        var print = Fingerprint()
        print.add(LearnedWeights.training)
        print.add(tables.fingerprint)
        for text in pack.surroundings.before + [""] + pack.surroundings.after { print.add(text) }
        print.add(vectors?.embedder ?? "")
        for phrase in phrases {
            print.add(phrase.text)
            print.add(UInt64(phrase.label))
            if let vector = vectors?[phrase.text] { print.add(vector) }
        }
        return print.value
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

    /// Below this an utterance counts as out of scope: where nine in ten of what is out of scope are rejected and one to three
    /// in a hundred callers are asked again. Words alone tell the two apart less well. Fitted as the sharpness.
    func leastInScope(hasVector: Bool) -> Float { hasVector && self.nearest != nil ? 0.7 : 0.4 }

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
