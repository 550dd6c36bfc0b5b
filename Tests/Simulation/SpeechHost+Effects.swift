import Contracts
import MediaGatewayCore
import SpeechIntentCore
import Vocabulary

/// What a conversation wants, done.
extension SpeechHost {
    func perform(_ effect: Conversation.Effect, _ live: Live) {
        let seat = SpeechSeat(instance: id, key: live.key)
        switch effect {
        case .say(let generation, let text, _): say(generation, text, seat, live)
        case .resume: send(live) { $0.fromSpeech(seat) { $0.line.resume() } }
        case .flush(let generation): send(live) { $0.fromSpeech(seat) { $0.line.flush(upTo: generation) } }
        case .hangUp(let generation):
            send(live) { gateway in gateway.fromSpeech(seat) { active in active.line.afterPlaying(generation) { gateway.step(active.id) { $0.assistantFinished(at: $1) } } } }
        case .connectDuty(let generation, let number):
            send(live) { gateway in gateway.fromSpeech(seat) { active in active.line.afterPlaying(generation) { gateway.step(active.id) { $0.dutyWanted(number, at: $1) } } } }
        case .findCustomer(let number):
            world.ask(FindCustomer.deadline, of: TicketingHost.id, by: id) { [world] in
                $0(.success(world.ticketing.find(number)))
            } then: { outcome in
                let customer = (try? outcome.get()) ?? nil
                live.machine?.step { $0.customerFound(customer, at: $1) }
            }
        case .act(let order): act(order, live, again: true)
        case .handOver(let order): handOver(order, live)
        case .record(let fact, let revision): record(fact, revision, live)
        case .snapshot: save(live)
        // Its recogniser always answers, and it has no language model.
        case .hasten, .compose: break
        }
    }

    /// Two fifths of a second of synthesis at most, then five frames a character.
    private func say(_ generation: UInt32, _ text: String, _ seat: SpeechSeat, _ live: Live) {
        world.after(world.some(100...400)) { [self] in
            guard calls[live.call] === live, live.machine?.machine.state.unplayed.contains(where: { $0.generation == generation }) == true else { return }
            let sound = Line.Sound(generation: generation, text: text, frames: text.count * 5)
            live.machine?.step { conversation, _ in
                conversation.pieceMade(generation: generation, text: text, frames: sound.frames); return []
            }
            send(live) { $0.fromSpeech(seat) { $0.line.play(sound) } }
        }
    }

    // MARK: Requests

    private func act(_ order: ActionOrder, _ live: Live, again: Bool) {
        let request = PerformAction(
            key: order.key, tenant: World.tenant, call: live.call, customer: order.customer, caller: nil, action: order.action,
            parameters: order.parameters.mapValues { Masked($0) }, trace: TraceParent(""))
        world.ask(PerformAction.deadline, of: TicketingHost.id, by: id) { [world] in
            world.ticketing.perform(request, answer: $0)
        } then: { [self] outcome in
            switch outcome {
            case .success(let answer): live.machine?.step { $0.actionFinished(order.key, .answered(answer), at: $1) }
            case .failure where again: act(order, live, again: false)
            case .failure(let failure): live.machine?.step { $0.actionFinished(order.key, .failed(failure.code), at: $1) }
            }
        }
    }

    private func handOver(_ order: HandOverOrder, _ live: Live) {
        let request = HandOver(
            call: live.call, epoch: live.epoch, reason: order.reason, skills: order.skills, revision: order.revision, priority: order.priority,
            decidedAt: world.timestamp, trace: TraceParent(""), standing: order.standing, queue: order.queue.map { QueueName($0) })
        world.askRouting(HandOver.deadline, by: id) { routing, answer in
            routing.handOver(request, answer: answer)
        } then: { [self] outcome in
            switch outcome {
            case .success(.acknowledged(let agent, let revision)): live.machine?.step { $0.handOverAcknowledged(by: agent, revision: revision, at: $1) }
            case .success(.ringing): live.machine?.step { $0.handOverQueued(position: nil, at: $1) }
            case .success(.waiting(let position, let seconds)): live.machine?.step { $0.handOverQueued(position: position, seconds: seconds, at: $1) }
            case .failure(let failure) where failure.code == .stale: if calls[live.call] === live { forget(live.call) }
            case .failure(let failure) where failure.code == .timedOut: live.machine?.step { $0.handOverQueued(position: nil, at: $1) }
            case .failure: live.machine?.step { $0.handOverFailed(at: $1) }
            }
        }
    }

    // MARK: What is kept

    private func write(_ live: Live, _ body: @escaping () -> Void) {
        live.written = max(live.written, world.now + world.some(2...25))
        world.at(live.written) { [self] in if world.isAlive(id) { body() } }
    }

    private func save(_ live: Live) {
        guard let state = live.machine?.machine.state else { return }
        write(live) { [self] in
            if !world.snapshots.save(state, epoch: live.epoch), calls[live.call] === live { forget(live.call) }
        }
    }

    private func record(_ fact: ConversationFact, _ revision: Int, _ live: Live) {
        if case .spoke(let generation, let text, let isComplete, _) = fact { world.book.said(text, isComplete, generation, live.call, epoch: live.epoch) }
        write(live) { [self] in append(fact, revision, live) }
    }

    private func append(_ fact: ConversationFact, _ revision: Int, _ live: Live) {
        func log(_ event: some Event) { world.log.append(event, by: .speechIntent, id) }
        let call = live.call
        switch fact {
        case .started(let customer): log(ConversationStarted(call: call, epoch: live.epoch, pack: "heating", packVersion: "1", customer: customer, revision: revision))
        case .utterance(let speaker, let heard):
            log(
                UtteranceRecognised(
                    call: call, revision: revision, party: speaker == .agent ? .agent : .caller, text: Sealed(box: heard.text), confidence: heard.confidence,
                    anger: heard.understood.anger, duration: 0, recognition: 0))
        case .decision(let decision):
            log(
                DecisionMade(
                    call: call, revision: revision, intent: decision.intent, confidence: decision.confidence, inScope: decision.inScope, alternatives: [],
                    threshold: decision.threshold, action: decision.action.rawValue, passages: decision.passages, complexity: decision.complexity, reason: decision.reason))
        case .spoke(let generation, let text, let isComplete, let played):
            log(AssistantSpoke(call: call, revision: revision, generation: Int(generation), text: Sealed(box: text), complete: isComplete, played: Int64(played.milliseconds), latency: nil))
        case .handOverDecided(let reason, let suggestion): log(HandOverDecided(call: call, revision: revision, reason: reason, suggestion: Sealed(box: suggestion)))
        case .handOverAcknowledged(let agent, let shown, let latency):
            log(HandOverAcknowledged(call: call, agent: agent, revision: shown, latency: latency.nanoseconds / 1000))
        case .ended(let ending): log(ConversationEnded(call: call, outcome: ending.outcome, turns: ending.turns, intents: ending.intents, peakAnger: ending.peakAnger))
        }
    }
}
