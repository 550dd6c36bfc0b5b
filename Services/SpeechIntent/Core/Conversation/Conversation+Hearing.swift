import Vocabulary

/// What becomes of an utterance, most urgent first.
extension Conversation {
    /// The caller's turn is over; its words are being recognised.
    /// - Parameter silence: has passed since the caller's last sound.
    public mutating func turnEnded(after silence: Duration = .zero, at now: Instant) {
        isThinking = true
        quietSince = now.advanced(by: .zero - silence)
    }

    /// The words of a turn are known, with their meaning.
    public mutating func heard(_ utterance: HeardUtterance, at now: Instant) -> [Effect] {
        step(at: now) { $0.take(utterance) }
    }

    /// No engine recognised the turn: repaired like words that were not understood.
    public mutating func recognitionFailed(at now: Instant) -> [Effect] {
        step(at: now) { conversation in
            conversation.isThinking = false
            guard conversation.state.phase == .talking else { return }
            conversation.state.turn += 1
            conversation.repair(.notHeard)
            conversation.commit()
        }
    }

    private mutating func take(_ utterance: HeardUtterance) {
        isThinking = false
        isDeaf = false
        fillersSaid = 0
        guard state.phase != .ended else { return }
        if goesOnTalking(after: utterance) { return }
        fallSilent()
        noInput = policy.noInput
        state.turn += 1
        state.usesKeypad = false
        dropComposing()
        present = utterance
        note(utterance)
        decide(utterance)
        present = nil
        presentRevision = nil
        cutOff = nil
        if words.isEmpty, state.unplayed.isEmpty, quietSince == nil { quietSince = now }
        commit()
    }

    /// A backchannel, or no words, over the assistant's words or after they were cut for it.
    private mutating func goesOnTalking(after utterance: HeardUtterance) -> Bool {
        guard utterance.isEmpty || isBackchannel(utterance) else { return false }
        if isSpeaking { return true }
        guard let rest = cutOff else { return false }
        cutOff = nil
        say(rest)
        return true
    }

    /// "嗯" while a statement is heard keeps the assistant talking; when a yes-or-no question was heard it is an answer.
    private func isBackchannel(_ utterance: HeardUtterance) -> Bool {
        let reply = utterance.understood.reply
        if state.question.isYesOrNo { return reply == .backchannel && utterance.isOverlapping && !isQuestionHeard }
        return reply == .backchannel || (utterance.isOverlapping && reply == .affirm && utterance.understood.entities.isEmpty)
    }

    /// The question stands at the end of what is said: so much was played that it was heard.
    private var isQuestionHeard: Bool { state.unplayed.last.map { $0.playedText.count * 10 >= $0.text.count * 8 } ?? true }

    private mutating func note(_ utterance: HeardUtterance) {
        if !utterance.text.isEmpty {
            appendToTranscript(TranscriptLine(.caller, utterance.text))
            record(.utterance(.caller, utterance))
            presentRevision = state.revision
        }
        state.peakAnger = max(state.peakAnger, utterance.understood.anger)
        if utterance.isFromElderly {
            state.isElderly = true
            state.rate = min(state.rate, 0.85)
        }
        soothe(utterance.understood.anger)
        let intent = utterance.understood.intent
        if accepts(utterance), pack.intent(named: intent)?.isCommon != true, state.intents.last != intent, state.intents.count < 50 {
            state.intents.append(intent)
        }
    }

    /// An upset caller is soothed once; after calming down, again.
    private mutating func soothe(_ anger: Int) {
        if anger < policy.calm { state.isUpset = false }
        guard anger >= policy.upset, anger < pack.profile.escalation.anger, !state.isUpset else { return }
        state.isUpset = true
        say(pack.profile.escalation.soothing)
    }

    private mutating func decide(_ utterance: HeardUtterance) {
        if decideEmergency(utterance) || decideByPhase(utterance) || answerAside(utterance) || decidePerson(utterance) { return }
        keepFurther(utterance)
        if answerReference(utterance) || answerFollowOn(utterance) || correctsFinished(utterance) || answerQuestion(utterance) { return }
        if answerFromGraph(utterance) || beginRequest(utterance) || control(utterance) || answerFromSearch(utterance) { return }
        repair(trouble(with: utterance))
    }

    private func trouble(with utterance: HeardUtterance) -> Trouble {
        if utterance.isEmpty || utterance.confidence < policy.audible { return .notHeard }
        return utterance.understood.intent == Understood.outOfScope && utterance.understood.inScope < 0.5 ? .outOfScope : .notUnderstood
    }

    // MARK: Urgent

    private mutating func decideEmergency(_ utterance: HeardUtterance) -> Bool {
        let understood = utterance.understood
        let procedure = understood.emergency.flatMap { kind in pack.profile.emergencies.first { $0.kind == kind } }
        let isUrgentIntent = accepts(utterance) && pack.intent(named: understood.intent)?.urgency == .emergency
        guard understood.emergency != nil || isUrgentIntent, state.phase != .connected, state.phase != .emergency else { return false }
        decided(.emergency, "danger to life or property: the duty number is called at once")
        say(procedure?.instruction ?? (pack.scenario(forIntent: understood.intent)?.opening ?? "") + Prompt.duty)
        effects.append(.connectDuty(generation: 0, number: procedure?.dutyNumber ?? pack.profile.dutyNumber))
        state.phase = .emergency
        return true
    }

    private mutating func decideByPhase(_ utterance: HeardUtterance) -> Bool {
        switch state.phase {
        case .talking, .closing: return false
        case .connected, .ended: return true
        case .emergency: say(Prompt.duty)
        case .handingOver, .waiting: answerWaiting(utterance)
        case .acting:
            if utterance.wantsPerson { return false }
            say(Prompt.working)
        }
        return true
    }

    private mutating func decidePerson(_ utterance: HeardUtterance) -> Bool {
        let understood = utterance.understood
        if understood.anger >= pack.profile.escalation.anger {
            handOver(.anger, "anger \(understood.anger) is at or above \(pack.profile.escalation.anger)")
        } else if utterance.wantsPerson {
            handOver(.asked, "the caller asks for a person")
        } else if understood.complexity >= pack.profile.escalation.complexity, !state.question.isYesOrNo, !isAskingForValue {
            handOver(.complexity, "complexity is at or above \(pack.profile.escalation.complexity)")
        } else {
            return false
        }
        return true
    }

    private var isAskingForValue: Bool {
        switch state.question {
        case .slot, .number, .factor, .correction: true
        case .open, .readBack, .confirmation, .intent, .followUp, .anythingElse, .menu: false
        }
    }

    // MARK: Explanations

    /// Keeps why this was done, for 12 months: with the utterance, or with the request when something else led to it.
    mutating func decided(
        _ action: Decision.Action, _ reason: String, passages: [String] = [], model: String? = nil, prompt: String? = nil, agreement: Double? = nil
    ) {
        let request = Understood(
            industry: pack.profile.industry, intent: state.task?.intent ?? Understood.outOfScope, confidence: state.task?.confidence ?? 0,
            inScope: state.task == nil ? 0 : 1)
        let understood = present?.understood ?? request
        record(
            .decision(
                Decision(
                    action: action, intent: understood.intent, confidence: understood.confidence, inScope: understood.inScope,
                    alternatives: understood.alternatives, threshold: policy.acceptance, passages: passages, complexity: understood.complexity, reason: reason,
                    utterance: presentRevision, rollout: scenario.map { rollout(of: $0).description }, model: model, prompt: prompt, agreement: agreement)))
    }

    func accepts(_ utterance: HeardUtterance) -> Bool {
        utterance.understood.intent != Understood.outOfScope && utterance.understood.confidence >= policy.acceptance
    }
}

/// Intents of dialogue control that the conversation itself decides; named as in the catalogue.
enum Control {
    static let person = "human_agent", again = "repeat_slower", yes = "affirm", no = "deny", goodbye = "goodbye", thanks = "praise_thanks"
}

extension HeardUtterance {
    /// Says so: an age, or ears and eyes that do not serve any more.
    var isFromElderly: Bool {
        let age = understood.entities.first { $0.type == .age }.flatMap { Int($0.value) } ?? 0
        return age >= 65 || ["耳朵不好", "耳背", "年纪大", "岁数大", "上岁数", "眼神不好", "老年人", "我老了"].contains(where: text.contains)
    }
    var isEmpty: Bool { text.isEmpty || understood.oddities.contains(.empty) }
    var wantsPerson: Bool { understood.wantsPerson || (understood.intent == Control.person && understood.confidence >= 0.45) }
    /// Politeness is no consent: "好的谢谢不用了再见" begins with a yes.
    var saysYes: Bool {
        let isYes = understood.reply == .affirm || understood.reply == .backchannel || (understood.reply == .none && understood.intent == Control.yes && understood.confidence >= 0.45)
        return isYes && !refuses && !saysGoodbye
    }
    var saysNo: Bool {
        if doesNotKnow || asksWhy { return false }
        return refuses || understood.reply == .deny || (understood.reply == .none && understood.intent == Control.no && understood.confidence >= 0.45)
    }
    /// "不知道单号": begins with a no and is none.
    var doesNotKnow: Bool { ["不知道", "不清楚", "不记得", "记不清", "不太清楚", "没记住"].contains(where: text.contains) }
    /// A bare yes, or that it is not known: nothing to fill a slot with.
    var isNoAnswer: Bool { doesNotKnow || (saysYes && text.count <= 6 && understood.entities.isEmpty) }
    /// "为啥不行": a question, whatever no stands in it.
    var asksWhy: Bool { ["为啥", "为什么", "凭什么", "凭啥", "怎么不", "咋不"].contains(where: text.contains) }
    /// A question rather than an answer, or more about the matter: "你问这个干啥".
    var asks: Bool { ["吗", "怎么", "咋", "什么", "干啥", "干嘛", "多久", "多少", "哪", "几点", "为啥", "凭啥", "？", "?"].contains(where: text.contains) }
    /// "放过了没用": what was advised has been tried, and somebody is to come.
    var hasTriedInVain: Bool { ["没用", "不管用", "试过", "放过", "弄过", "还是不热", "不好使"].contains(where: text.contains) }
    /// Wants none of it, rather than something else.
    var refuses: Bool { ["不用", "不要了", "算了", "不需要", "不办了", "先不", "不弄了"].contains(where: text.contains) }
    var saysGoodbye: Bool { understood.intent == Control.goodbye && understood.confidence >= 0.45 }
}
