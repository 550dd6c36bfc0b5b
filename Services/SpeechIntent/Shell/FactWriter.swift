import Contracts
import Logging
import Runtime
import SpeechIntentCore
import Vocabulary

/// Turns a call's facts into events, in order: personal words are sealed first.
struct FactWriter: Sendable {
    struct Entry: Sendable {
        var fact: ConversationFact
        var revision: Int
        var latency: TurnLatency?
        var customer: CustomerID?
        var at: Timestamp
    }

    let header: CallHeader
    let seal: any PersonalSeal
    let journal: any FactJournal
    let lost: Counter
    let log: Logger

    /// Until the stream ends.
    func run(_ entries: AsyncStream<Entry>) async {
        for await entry in entries {
            do { try await write(entry) } catch {
                lost.add()
                log.error("a fact could not be kept", metadata: ["call": "\(header.call)", "error": "\(error)"])
            }
        }
    }

    private func write(_ entry: Entry) async throws {
        let call = header.call, revision = entry.revision
        switch entry.fact {
        case .started(let customer):
            try record(ConversationStarted(call: call, epoch: header.epoch, pack: header.pack, packVersion: header.packVersion, customer: customer, revision: revision), entry)
        case .utterance(let speaker, let heard): try record(try await utterance(speaker, heard, entry), entry)
        case .decision(let decision): try record(DecisionMade(decision, call: call, revision: revision), entry)
        case .spoke(let generation, let text, let isComplete, let played):
            let words = try await sealed(text, AssistantSpoke.type, entry)
            try record(
                AssistantSpoke(
                    call: call, revision: revision, generation: Int(generation), text: words, complete: isComplete,
                    played: Int64(played.milliseconds), latency: entry.latency.map(AssistantSpoke.Latency.init)), entry)
        case .handOverDecided(let reason, let suggestion):
            try record(HandOverDecided(call: call, revision: revision, reason: reason, suggestion: try await sealed(suggestion, HandOverDecided.type, entry)), entry)
        case .handOverAcknowledged(let agent, let shown, let latency):
            try record(HandOverAcknowledged(call: call, agent: agent, revision: shown, latency: latency.nanoseconds / 1000), entry)
        case .ended(let ending):
            try record(ConversationEnded(call: call, outcome: ending.outcome, turns: ending.turns, intents: ending.intents, peakAnger: ending.peakAnger), entry)
        }
    }

    private func utterance(_ speaker: TranscriptLine.Speaker, _ heard: HeardUtterance, _ entry: Entry) async throws -> UtteranceRecognised {
        UtteranceRecognised(
            call: header.call, revision: entry.revision, party: speaker == .agent ? .agent : .caller,
            text: try await sealed(heard.text, UtteranceRecognised.type, entry), confidence: heard.confidence, anger: heard.understood.anger,
            duration: Int64(heard.duration.milliseconds), recognition: Int64(heard.recognition.milliseconds))
    }

    private func sealed(_ text: String, _ kind: String, _ entry: Entry) async throws -> Sealed<String> {
        try await seal.seal(text, customer: entry.customer, call: header.call, tenant: header.tenant, kind: kind)
    }

    private func record(_ event: some Event, _ entry: Entry) throws {
        var random = SystemRandomNumberGenerator()
        let id = EventID(ULID.make(at: entry.at, using: &random))
        try journal.record(EventDraft(event, id: id, tenant: header.tenant, at: entry.at, trace: header.trace))
    }
}

extension AssistantSpoke.Latency {
    init(_ latency: TurnLatency) {
        self.init(
            total: Int64(latency.total.milliseconds), turnEnd: Int64(latency.turnEnd.milliseconds), recognition: Int64(latency.recognition.milliseconds),
            synthesis: Int64(latency.synthesis.milliseconds), own: Int64(latency.own.milliseconds))
    }
}

extension DecisionMade {
    init(_ decision: Decision, call: CallID, revision: Int) {
        self.init(
            call: call, revision: revision, intent: decision.intent, confidence: decision.confidence, inScope: decision.inScope,
            alternatives: decision.alternatives.map { Candidate(intent: $0.intent, confidence: $0.confidence) }, threshold: decision.threshold,
            action: decision.action.rawValue, passages: decision.passages, complexity: decision.complexity, reason: decision.reason,
            utterance: decision.utterance, generation: decision.generation.map { Int($0) }, rollout: decision.rollout, model: decision.model,
            prompt: decision.prompt, agreement: decision.agreement)
    }
}
