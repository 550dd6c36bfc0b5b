import Contracts

/// Scenarios that are not yet the assistant's, or not in every call.
extension Conversation {
    func rollout(of scenario: Scenario) -> Rollout { scenario.rollout ?? pack.profile.rollout }

    /// Gives the request to a person when it is not the assistant's in this call.
    /// - Returns: false when the assistant serves it.
    mutating func withhold(_ scenario: Scenario, intent: String, confidence: Double, from utterance: HeardUtterance?) -> Bool {
        let rollout = rollout(of: scenario)
        guard !isRehearsal, !rollout.serves(state.call) else { return false }
        if case .handOver = scenario.goal { return false }
        if rollout == .shadow {
            let text = rehearsed(scenario, intent: intent, confidence: confidence, from: utterance)
            state.draft = Draft(scenario: scenario.name, text: text)
        }
        suspendTask()
        state.task = ScenarioProgress(scenario: scenario.name, intent: intent, confidence: confidence, articles: utterance?.articles ?? [])
        handOver(.policy, "scenario \(scenario.name) is rolled out to \(rollout): a person serves this call")
        return true
    }

    /// What the assistant would have said: a copy says it, and nothing of what it does has effect.
    private func rehearsed(_ scenario: Scenario, intent: String, confidence: Double, from utterance: HeardUtterance?) -> String {
        var copy = self
        copy.isRehearsal = true
        copy.words = []
        copy.begin(scenario, intent: intent, confidence: confidence, from: utterance)
        let said = copy.words.joined()
        if said.isEmpty, case .act(let order)? = copy.effects.last(where: { if case .act = $0 { true } else { false } }) { return order.action }
        return said
    }

    /// What the person says instead is kept beside the draft, as far as it is needed to compare.
    mutating func compareWithDraft(_ words: String) {
        guard let draft = state.draft, draft.person.count < 2000 else { return }
        state.draft?.person += words
    }

    /// At the end of the call: how much of the draft the person said.
    mutating func closeDraft() {
        guard let draft = state.draft, !draft.person.isEmpty else { return }
        state.draft = nil
        decided(.compare, "scenario \(draft.scenario) in shadow: what the person said is compared with the draft", agreement: draft.agreement)
    }
}

/// What the assistant would have said, and what a person said.
public struct Draft: Codable, Equatable, Sendable {
    public var scenario: String
    public var text: String
    public var person = ""

    public init(scenario: String, text: String) {
        self.scenario = scenario
        self.text = text
    }

    /// The share of the draft's pairs of characters that the person said as well, 0-1.
    public var agreement: Double {
        let wanted = Self.pairs(text)
        return wanted.isEmpty ? 0 : Double(wanted.intersection(Self.pairs(person)).count) / Double(wanted.count)
    }

    private static func pairs(_ text: String) -> Set<String> {
        let characters = text.filter { $0.isLetter || $0.isNumber }
        return Set(zip(characters, characters.dropFirst()).map { String([$0, $1]) })
    }
}
