/// How often a pack is right on phrases it was not trained on.
public struct Evaluation: Sendable {
    public struct Case: Equatable, Sendable {
        public var text: String
        public var intent: String

        public init(text: String, intent: String) {
            self.text = text
            self.intent = intent
        }
    }

    public struct Outcome: Equatable, Sendable {
        public var wanted: Case
        public var found: Understood
        public var isRight: Bool { self.wanted.intent == self.found.intent }
    }

    public private(set) var outcomes: [Outcome] = []

    public init() {}

    public mutating func add(_ wanted: Case, _ found: Understood) { self.outcomes.append(Outcome(wanted: wanted, found: found)) }

    public var accuracy: Share { Share(self.outcomes.count(where: \.isRight), of: self.outcomes.count) }

    /// Of the phrases that have an intent of the pack.
    public var inScopeAccuracy: Share {
        let inside = self.outcomes.filter { $0.wanted.intent != Understood.outOfScope }
        return Share(inside.count(where: \.isRight), of: inside.count)
    }

    public var byIntent: [(intent: String, share: Share)] {
        Dictionary(grouping: self.outcomes, by: \.wanted.intent).sorted { $0.key < $1.key }.map {
            ($0.key, Share($0.value.count(where: \.isRight), of: $0.value.count))
        }
    }

    /// What was taken for what, most frequent first, with the phrases behind it.
    public var confusions: [(wanted: String, found: String, phrases: [String])] {
        struct Pair: Hashable { var wanted: String, found: String }
        return Dictionary(grouping: self.outcomes.filter { !$0.isRight }) { Pair(wanted: $0.wanted.intent, found: $0.found.intent) }
            .map { ($0.key.wanted, $0.key.found, $0.value.map(\.wanted.text)) }
            .sorted { ($1.2.count, $0.0, $0.1) < ($0.2.count, $1.0, $1.1) }
    }

    /// Area under the curve of `inScope` as a test for being in scope; nil when one of the two is absent.
    public var scopeAUROC: Double? {
        let inside = self.outcomes.filter { $0.wanted.intent != Understood.outOfScope }.map(\.found.inScope)
        let outside = self.outcomes.filter { $0.wanted.intent == Understood.outOfScope }.map(\.found.inScope)
        guard !inside.isEmpty, !outside.isEmpty else { return nil }
        var wins = 0.0
        for high in inside { for low in outside { wins += high > low ? 1 : high == low ? 0.5 : 0 } }
        return wins / Double(inside.count * outside.count)
    }

    /// How many phrases out of scope were taken for nothing of the industry, as they should be.
    public var rejected: Share {
        let outside = self.outcomes.filter { $0.wanted.intent == Understood.outOfScope }
        return Share(outside.count(where: \.isRight), of: outside.count)
    }

    /// How many phrases in scope were taken for nothing of the industry.
    public var lost: Share {
        let inside = self.outcomes.filter { $0.wanted.intent != Understood.outOfScope }
        return Share(inside.count { $0.found.intent == Understood.outOfScope }, of: inside.count)
    }

    /// Mean distance of confidence from accuracy over ten bins.
    public var calibrationError: Double {
        let bins = Dictionary(grouping: self.outcomes) { min(Int($0.found.confidence * 10), 9) }
        let total = bins.values.reduce(0.0) { sum, bin in
            let confidence = bin.reduce(0) { $0 + $1.found.confidence }
            return sum + abs(confidence - Double(bin.count(where: \.isRight)))
        }
        return self.outcomes.isEmpty ? 0 : total / Double(self.outcomes.count)
    }
}

/// A share with its 95 % confidence interval (Wilson 1927).
public struct Share: Equatable, Sendable, CustomStringConvertible {
    public var hits: Int
    public var total: Int

    public init(_ hits: Int, of total: Int) {
        self.hits = hits
        self.total = total
    }

    public var value: Double { self.total == 0 ? 0 : Double(self.hits) / Double(self.total) }

    public var interval: ClosedRange<Double> {
        guard self.total > 0 else { return 0...1 }
        let n = Double(self.total)
        let z = 1.96
        let centre = (self.value + z * z / (2 * n)) / (1 + z * z / n)
        let spread = z / (1 + z * z / n) * (self.value * (1 - self.value) / n + z * z / (4 * n * n)).squareRoot()
        return max(0, centre - spread)...min(1, centre + spread)
    }

    public var description: String {
        func percent(_ value: Double) -> String { "\((value * 1000).rounded() / 10) %" }
        return "\(percent(self.value)) (\(self.hits) of \(self.total), 95 % interval \(percent(self.interval.lowerBound)) to \(percent(self.interval.upperBound)))"
    }
}
