import Contracts
import Vocabulary

/// One request after another: begin, gather, confirm, fulfil, return to what was interrupted.
extension Conversation {
    /// Begins what the caller wants when that is clear enough; asks when it is nearly clear.
    mutating func beginRequest(_ utterance: HeardUtterance) -> Bool {
        let understood = utterance.understood
        guard understood.intent != Understood.outOfScope, let scenario = pack.scenario(forIntent: understood.intent), scenario.goal != .control else { return false }
        if understood.confidence >= policy.acceptance, !isDoubtful(utterance, scenario) {
            begin(scenario, intent: understood.intent, confidence: understood.confidence, from: utterance)
            return true
        }
        guard understood.confidence >= policy.suspicion, state.question != .intent(understood.intent) else { return false }
        decided(.confirm, "the best intent is below the threshold, or the words are in doubt: asked")
        state.question = .intent(understood.intent)
        say("您说的是\(pack.intent(named: understood.intent)?.gloss ?? scenario.title)这件事，\(Prompt.correct)")
        return true
    }

    /// Words that the recogniser itself hardly believes begin nothing that changes something; an answer does no harm.
    private func isDoubtful(_ utterance: HeardUtterance, _ scenario: Scenario) -> Bool {
        guard utterance.confidence < policy.audible, case .act(let action) = scenario.goal else { return false }
        return !action.isReadOnly && state.task?.scenario != scenario.name
    }

    mutating func begin(_ scenario: Scenario, intent: String, confidence: Double, from utterance: HeardUtterance?) {
        state.misunderstandings = 0
        if state.task?.scenario == scenario.name {
            if let utterance { fill(from: utterance) }
            return advance()
        }
        if withhold(scenario, intent: intent, confidence: confidence, from: utterance) || toldAlready(scenario) { return }
        suspendTask()
        state.task = ScenarioProgress(scenario: scenario.name, intent: intent, confidence: confidence, articles: utterance?.articles ?? [])
        say(scenario.opening.map(worded) ?? (isComplaint(intent) && !state.isUpset ? pack.profile.escalation.soothing : ""))
        fillFromRecords()
        if let utterance {
            // What is named now goes before what was named for an earlier request.
            fill(from: utterance, replacing: true)
            // "好的谢谢" describes nothing.
            if let words = state.noticed ?? (utterance.saysYes ? nil : utterance.text) { fillDescription(words) }
        }
        state.noticed = nil
        advance()
    }

    /// "什么时候来" about what was registered a moment ago, or waits for the caller's yes: there is nothing to look up or to urge.
    private mutating func toldAlready(_ scenario: Scenario) -> Bool {
        guard case .act(let action) = scenario.goal, ["ticket.urge", "ticket.lookup"].contains(action.name) else { return false }
        if state.question == .confirmation, let summary = state.task?.summary {
            decided(.confirm, "asked how it stands before the yes was said")
            say(Prompt.afterYes + summary)
            return true
        }
        guard let told = state.told, state.task == nil else { return false }
        state.told = nil
        decided(.answer, "registered in this call: told again")
        say(Prompt.registeredAlready + told)
        askAnythingElse()
        return true
    }

    /// The catalogue names every complaint so.
    func isComplaint(_ intent: String?) -> Bool { intent?.contains("complaint") ?? false }

    mutating func suspendTask() {
        guard let task = state.task else { return }
        state.suspended.append(task)
        if state.suspended.count > 2 { state.suspended.removeFirst() }
    }

    /// Takes the present request as far as it goes without another word of the caller.
    mutating func advance() {
        guard let scenario, let task = state.task else { return askAnythingElse() }
        if case .handOver = scenario.goal, scenario.slots.isEmpty { return fulfil(scenario) }
        if !isVerified(for: scenario) { return verify() }
        if let name = nextReadBack(scenario, task) { return readBack(name) }
        if let slot = scenario.slots.first(where: { $0.isRequired && task.slots[$0.name] == nil }) { return ask(slot) }
        if let prompt = neededConfirmation(scenario, task) { return confirm(prompt) }
        fulfil(scenario)
    }

    private func nextReadBack(_ scenario: Scenario, _ task: ScenarioProgress) -> String? {
        let confirmed = neededConfirmation(scenario, task).map(Wording.blanks) ?? []
        return scenario.slots.first { slot in
            guard slot.isReadBack, let value = task.slots[slot.name], !value.isConfirmed else { return false }
            return !confirmed.contains(slot.name)
        }?.name
    }

    private mutating func readBack(_ name: String) {
        guard let value = state.task?.slots[name] else { return }
        decided(.confirm, "slot \(name) is read back")
        state.question = .readBack(name)
        say("您说的是\(value.spoken)，\(Prompt.correct)")
        if state.usesKeypad { say(Prompt.yesOrNo) }
    }

    /// The wording of the yes that is still wanted; nil when none is.
    private func neededConfirmation(_ scenario: Scenario, _ task: ScenarioProgress) -> String? {
        if task.isConfirmed { return nil }
        if case .act(let action) = scenario.goal, action.isReadOnly { return nil }
        switch scenario.confirmation {
        case .never: return nil
        case .always(let prompt): return prompt
        case .whenUnsure(let prompt):
            let isUnsure = task.confidence < policy.sureness || task.slots.values.contains { !$0.isConfirmed && $0.confidence < policy.clarity }
            return isUnsure ? prompt : nil
        }
    }

    private mutating func confirm(_ prompt: String) {
        decided(.confirm, "the action changes something: a yes is wanted")
        state.question = .confirmation
        let summary = worded(prompt)
        if state.task?.summary == summary { say(Prompt.onceMore) }
        state.task?.summary = summary
        say(summary)
        if state.usesKeypad { say(Prompt.yesOrNo) }
    }

    private mutating func fulfil(_ scenario: Scenario) {
        switch scenario.goal {
        case .answer: answer(scenario)
        case .act(let action): act(action)
        case .handOver(let reason): handOver(.policy, "scenario \(scenario.name) is a person's work: \(reason)")
        case .control: finishTask()
        }
    }

    /// The request is done: offer what follows, return to what was interrupted, or ask for more.
    mutating func finishTask() {
        let followUp = scenario?.followUp.map { (scenario: $0.scenario, prompt: worded($0.prompt)) }
        remember()
        state.task = nil
        state.finishedTasks += 1
        // Plainer: who hears and thinks slowly is offered nothing on top.
        if let followUp, state.upcoming.isEmpty, !state.isElderly {
            state.question = .followUp(followUp.scenario)
            say(followUp.prompt)
            if state.usesKeypad { say(Prompt.yesOrNo) }
        } else {
            goOn()
        }
    }

    /// Back to what was interrupted, or open for more.
    mutating func goOn() {
        guard var former = state.suspended.popLast() else {
            if !beginUpcoming() { askAnythingElse() }
            return
        }
        // What was asked in vain before the digression is asked once more before a person is.
        former.asked = former.asked.mapValues { min($0, policy.slotTries - 1) }
        state.task = former
        say(Prompt.backTo)
        advance()
    }

    /// Who and where stays true for the next request; when, how much and what do not.
    private mutating func remember() {
        for slot in scenario?.slots ?? [] {
            guard case .entity(let type) = slot.kind, [.address, .phone, .accountNumber, .name].contains(type) else { continue }
            if let value = state.task?.slots[slot.name] { state.known[slot.name] = value }
        }
    }

    mutating func askAnythingElse() {
        state.question = .anythingElse
        say(state.usesKeypad ? Prompt.moreByKeypad : pack.profile.repair.anythingElse)
    }

    /// The caller gives the present request up.
    mutating func dropTask() {
        decided(.close, "the caller gives the request up")
        state.task = nil
        say(Prompt.cancelled)
        goOn()
    }
}
