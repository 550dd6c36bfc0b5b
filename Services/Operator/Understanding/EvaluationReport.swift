import SpeechIntentCore

/// What `hotline packs evaluate` found out about a file of phrases, for people and as JSON.
struct EvaluationReport: Encodable {
    struct Figure: Encodable {
        var share: Double, low: Double, high: Double, hits: Int, total: Int

        init(_ share: Share) {
            (self.share, self.low, self.high) = (share.value, share.interval.lowerBound, share.interval.upperBound)
            (self.hits, self.total) = (share.hits, share.total)
        }
    }

    struct Confusion: Encodable {
        var wanted: String, found: String, phrases: [String]
    }

    var file: String, industry: String
    var accuracy: Figure, inScopeAccuracy: Figure
    /// Of in scope as a test for belonging to the industry; nil when the phrases are all inside or all outside.
    var scopeAUROC: Double?
    var calibrationError: Double
    /// Of the phrases out of scope and of those in scope, how many were taken for nothing of the industry.
    var rejected: Figure, lost: Figure
    var intents: [String: Figure]
    var confusions: [Confusion]

    init(_ evaluation: Evaluation, file: String, industry: String) {
        (self.file, self.industry) = (file, industry)
        self.accuracy = Figure(evaluation.accuracy)
        self.inScopeAccuracy = Figure(evaluation.inScopeAccuracy)
        self.scopeAUROC = evaluation.scopeAUROC
        self.calibrationError = evaluation.calibrationError
        (self.rejected, self.lost) = (Figure(evaluation.rejected), Figure(evaluation.lost))
        self.intents = Dictionary(uniqueKeysWithValues: evaluation.byIntent.map { ($0.intent, Figure($0.share)) })
        self.confusions = evaluation.confusions.map { Confusion(wanted: $0.wanted, found: $0.found, phrases: $0.phrases) }
    }

    /// The lines for people.
    static func lines(_ evaluation: Evaluation) -> [String] {
        let intents = evaluation.byIntent.map { "\($0.intent): \($0.share)" }
        let confusions = evaluation.confusions.map { "\($0.wanted) taken for \($0.found): \($0.phrases.joined(separator: " | "))" }
        return intents + [""] + confusions + [""] + self.summary(evaluation)
    }

    static func summary(_ evaluation: Evaluation) -> [String] {
        func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
        var lines = ["accuracy \(evaluation.accuracy)", "accuracy in scope \(evaluation.inScopeAccuracy)"]
        if let scope = evaluation.scopeAUROC { lines.append("in-scope AUROC \(rounded(scope))") }
        if evaluation.rejected.total > 0 { lines.append("out of scope and rejected \(evaluation.rejected)") }
        lines.append("in scope and rejected \(evaluation.lost)")
        return lines + ["calibration error \(rounded(evaluation.calibrationError))"]
    }
}
