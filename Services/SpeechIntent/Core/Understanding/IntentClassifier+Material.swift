extension IntentClassifier {
    /// What classifiers are made of.
    struct Material {
        var phrases: [Phrase]
        var pack: Pack
        var tables: CharacterTables
        var vectors: ExampleVectors?
        var reader: FeatureReader
        var labels: Int

        /// Nil when there is nothing known or it does not fit.
        func restored(_ known: LearnedWeights?) -> (LinearClassifier, MeaningClassifier?)? {
            guard let known, let words = LinearClassifier(known, labels: self.labels) else { return nil }
            // Empty also where too few phrases had a vector to learn from.
            guard let vectors = self.vectors, !known.meanings.isEmpty else { return (words, nil) }
            guard let meanings = MeaningClassifier(known, labels: self.labels, dimensions: vectors.dimensions) else { return nil }
            return (words, meanings)
        }

        func trained() -> (LinearClassifier, MeaningClassifier?) {
            let all = self.phrases + Self.surrounded(self.phrases, by: self.pack.surroundings)
            let words = LinearClassifier(
                all.map { LinearClassifier.Example(features: self.features($0), label: $0.label) }, labels: self.labels)
            return (words, self.vectors.flatMap { MeaningClassifier(self.phrases, labels: self.labels, vectors: $0) })
        }

        func nearest(_ words: LinearClassifier, _ meanings: MeaningClassifier?) -> NearestPhrases? {
            guard let meanings, let vectors = self.vectors else { return nil }
            let known = self.phrases.compactMap { phrase in
                vectors[phrase.text].map {
                    NearestPhrases.Phrase(words: words.row(self.features(phrase)), meaning: meanings.centred($0), label: phrase.label)
                }
            }
            return NearestPhrases(known, labels: self.labels)
        }

        private func features(_ phrase: Phrase) -> Set<Feature> { self.reader.features(of: Text(phrase.text, folding: self.tables.folding)) }

        /// Each phrase once more with something around it that does not matter, taken in turn.
        private static func surrounded(_ phrases: [IntentClassifier.Phrase], by surroundings: Pack.Surroundings) -> [Phrase] {
            guard !surroundings.before.isEmpty, !surroundings.after.isEmpty else { return [] }
            return phrases.enumerated().map { index, phrase in
                let before = surroundings.before[index % surroundings.before.count]
                let after = surroundings.after[index / 3 % surroundings.after.count]
                let text = index % 3 == 0 ? phrase.text + after : index % 3 == 1 ? before + phrase.text : before + phrase.text + after
                return IntentClassifier.Phrase(text: text, label: phrase.label)
            }
        }
    }
}
