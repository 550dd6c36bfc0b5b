import Vocabulary

/// Answers that a language model words from passages: sentence by sentence, each checked before it is said.
///
/// Without a model, when its time or the call's budget is over, or when it says what no passage says, the article is spoken.
extension Conversation {
    /// Asks for the wording of an answer when that is allowed now.
    /// - Parameters:
    ///   - articles: best first.
    ///   - fallback: spoken when the model gives nothing fit; nil: the utterance is repaired.
    /// - Returns: false when there is no model, no budget, or no question.
    mutating func compose(_ articles: [Article], fallback: String?) -> Bool {
        guard !isRehearsal, state.composed < policy.compositions, let question = present?.text, question.count >= 2, !articles.isEmpty else { return false }
        let passages = articles.prefix(3).map { ModelPrompt.Passage(source: "\($0.id)@\($0.version)", text: worded($0.body)) }
        let order = ComposeOrder(key: "\(state.call)/\(state.turn)/answer", prompt: ModelPrompt(passages: passages, question: question))
        state.composed += 1
        state.composing = Composing(order: order, fallback: fallback, utterance: presentRevision)
        composeUntil = now + policy.compositionPatience
        quietSince = state.unplayed.isEmpty ? quietSince ?? now : nil
        effects.append(.compose(order))
        return true
    }

    /// A whole sentence has come.
    public mutating func composed(_ key: String, _ sentence: String, at now: Instant) -> [Effect] {
        step(at: now) { conversation in
            guard let composing = conversation.state.composing, composing.order.key == key else { return }
            if sentence.contains(ModelPrompt.noAnswer) { return conversation.composingFinished(nil) }
            let verdict = FactGuard(passages: composing.order.prompt.passages.map(\.text)).verdict(on: sentence)
            guard verdict == .supported, composing.sentences < 4 else { return conversation.composingFinished(verdict) }
            if composing.sentences == 0 { conversation.decidedComposed(composing, "a language model words what the passages say") }
            conversation.state.composing?.sentences += 1
            conversation.fillersSaid = 0
            conversation.composeUntil = now + conversation.policy.compositionPatience
            conversation.say(sentence)
        }
    }

    /// The model is done, or failed, or was too late.
    public mutating func compositionEnded(_ key: String, at now: Instant) -> [Effect] {
        step(at: now) { conversation in
            guard conversation.state.composing?.order.key == key else { return }
            conversation.composingFinished(nil)
        }
    }

    /// - Parameter verdict: why a sentence was refused; nil when none was.
    mutating func composingFinished(_ verdict: FactGuard.Verdict?) {
        guard let composing = state.composing else { return }
        state.composing = nil
        composeUntil = nil
        fillersSaid = 0
        if let verdict, verdict != .supported { decidedComposed(composing, "a sentence of the language model was refused: \(verdict)") }
        if composing.sentences == 0 { speakFallback(composing) } else { finishComposed() }
        commit()
    }

    private mutating func speakFallback(_ composing: Composing) {
        guard let fallback = composing.fallback else { return repair(.outOfScope) }
        decided(.answer, "the article itself: the language model gave nothing fit", passages: Array(composing.sources.prefix(1)))
        say(fallback)
        finishComposed()
    }

    private mutating func finishComposed() { state.task == nil ? askAnythingElse() : finishTask() }

    private mutating func decidedComposed(_ composing: Composing, _ reason: String) {
        presentRevision = composing.utterance
        decided(.answer, reason, passages: composing.sources, model: policy.model, prompt: composing.order.prompt.hash)
        presentRevision = nil
    }

    /// The caller has said something else: the answer is not wanted any more.
    mutating func dropComposing() {
        guard state.composing != nil else { return }
        state.composing = nil
        composeUntil = nil
    }
}

/// The wording of an answer, asked of a language model.
public struct ComposeOrder: Codable, Equatable, Sendable {
    public var key: String
    public var prompt: ModelPrompt
}

/// An answer on its way.
public struct Composing: Codable, Equatable, Sendable {
    public var order: ComposeOrder
    public var fallback: String?
    /// The revision of the question.
    public var utterance: Int?
    /// Said so far.
    public var sentences = 0

    public init(order: ComposeOrder, fallback: String?, utterance: Int?) {
        self.order = order
        self.fallback = fallback
        self.utterance = utterance
    }

    var sources: [String] { order.prompt.passages.map(\.source) }
}
