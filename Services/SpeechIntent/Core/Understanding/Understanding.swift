/// Understands callers of one industry. A value made from a pack; making it trains the classifier unless what was learnt
/// before is at hand.
public struct Understanding: Sendable {
    public let industry: String
    private let classifier: IntentClassifier
    private let folding: CharacterFolding
    private let emergencies: EmergencyReader
    private let person: PersonRequest

    /// - Parameters:
    ///   - vectors: sentence vectors of the pack's phrases, when an embedder is at hand.
    ///   - known: `learned` of an earlier one; passed over unless it is of the same pack, tables and vectors.
    public init(pack: Pack, tables: CharacterTables, vectors: ExampleVectors? = nil, known: LearnedWeights? = nil) {
        self.industry = pack.profile.industry
        self.folding = tables.folding
        self.classifier = IntentClassifier(pack: pack, tables: tables, vectors: vectors, known: known)
        self.emergencies = EmergencyReader(tables.homophones)
        self.person = PersonRequest(tables.homophones)
    }

    /// What training found out, to be kept for the next start.
    public var learned: LearnedWeights { self.classifier.learned }

    /// Never fails: whatever cannot be understood is out of scope.
    ///
    /// - Parameter vector: of this text, from the embedder that made the pack's vectors.
    public func understand(_ string: String, context: UnderstandingContext, vector: [Float]? = nil) -> Understood {
        let text = Text(string, folding: self.folding)
        var understood = Understood(industry: self.industry, oddities: text.oddities)
        guard !text.oddities.contains(.empty) else { return understood }
        understood.entities = EntityReader.entities(in: text, context: context)
        understood.anger = AngerReader.anger(in: text.folded, voice: context.voice)
        understood.complexity = ComplexityReader.complexity(in: text.folded, entities: understood.entities.count)
        understood.emergency = self.emergencies.kind(in: text.folded)
        understood.reply = ReplyReader.reply(in: text.folded, isAsked: context.awaitsConfirmation)
        self.classify(text, vector: vector, into: &understood)
        understood.wantsPerson = self.wantsPerson(text, understood)
        return understood
    }

    private func wantsPerson(_ text: Text, _ understood: Understood) -> Bool {
        switch self.person.answer(in: text.folded) {
        case .wanted: true
        case .refused: false
        case .unsaid: understood.intent == "human_agent" && understood.confidence >= 0.4
        }
    }

    /// How many alternatives are kept.
    private static let kept = 3

    private func classify(_ text: Text, vector: [Float]?, into understood: inout Understood) {
        let probabilities = self.classifier.probabilities(of: text, vector: vector)
        guard let outside = probabilities.last else { return }
        understood.inScope = Double(1 - outside)
        var ranked = zip(self.classifier.labels, probabilities).dropLast().sorted { $0.1 > $1.1 }
        let nothing = (Understood.outOfScope, outside)
        ranked.insert(nothing, at: 1 - outside < self.classifier.leastInScope(hasVector: vector != nil) ? 0 : min(1, ranked.count))
        guard let best = ranked.first else { return }
        understood.intent = best.0
        understood.confidence = Double(best.1)
        understood.alternatives = ranked.dropFirst().sorted { $0.1 > $1.1 }.prefix(Self.kept).map {
            Understood.Alternative(intent: $0.0, confidence: Double($0.1))
        }
    }
}
