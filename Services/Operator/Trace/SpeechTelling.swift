import Contracts
import Vocabulary

extension ConversationStarted: Telling {
    func told(_ words: Words) -> Told {
        Told("assistant", epoch > 1 ? "took the conversation over (epoch \(epoch)) at revision \(revision)" : "listens with pack \(pack) \(packVersion), customer \(customer?.value ?? "unknown")")
    }
}

extension UtteranceRecognised: Telling {
    func told(_ words: Words) -> Told {
        let mood = anger > 0 ? ", anger \(anger)" : ""
        return Told(party.rawValue, "said \(words(text)) in \(spoken(milliseconds: duration)); recognised in \(spoken(milliseconds: recognition)), confidence \(spoken(share: confidence))\(mood)")
    }
}

extension DecisionMade: Telling {
    func told(_ words: Words) -> Told {
        let others = alternatives.prefix(2).map { "\($0.intent) \(spoken(share: $0.confidence))" }.joined(separator: ", ")
        let cited = passages.isEmpty ? "" : "; from \(passages.joined(separator: ", "))"
        return Told("assistant", "understood \(intent) \(spoken(share: confidence)) (threshold \(spoken(share: threshold)); next \(others.isEmpty ? "none" : others)) → \(action): \(reason)\(cited)")
    }
}

extension AssistantSpoke: Telling {
    func told(_ words: Words) -> Told {
        let end = complete ? "" : ", interrupted"
        return Told("assistant", "said \(words(text)) for \(spoken(milliseconds: played))\(end)\(latency.map { "; \($0.told)" } ?? "")")
    }
}

extension AssistantSpoke.Latency {
    fileprivate var told: String {
        "sounded \(total) ms after the caller stopped: turn end \(turnEnd) + recognition \(recognition) + voice \(synthesis) + own \(own)"
    }
}

extension ConversationEnded: Telling {
    func told(_ words: Words) -> Told {
        Told("assistant", "conversation \(outcome.rawValue) after \(turns) turns: \(intents.isEmpty ? "no intent" : intents.joined(separator: ", ")); peak anger \(peakAnger)")
    }
}

extension HandOverDecided: Telling {
    func told(_ words: Words) -> Told { Told("assistant", "hands over: \(reason.rawValue), at revision \(revision); suggests \(words(suggestion))") }
}

extension HandOverAcknowledged: Telling {
    func told(_ words: Words) -> Told { Told("assistant", "knows that \(agent) sees revision \(revision), \(spoken(microseconds: latency)) after deciding") }
}

extension ContextAcknowledged: Telling {
    func told(_ words: Words) -> Told { Told("desk", "\(agent)'s screen shows revision \(revision), \(spoken(microseconds: latency)) after being asked") }
}
