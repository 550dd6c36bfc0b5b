import Contracts
import MediaGatewayCore
import Vocabulary

/// What a call wants, done.
extension GatewayHost {
    func perform(_ effect: CallEffect, _ active: ActiveCall) {
        switch effect {
        case .answer, .reject, .hangUpCaller, .ringAgent, .ringDuty, .hangUpAgent: signal(effect, active)
        case .prompt, .loop, .stream, .endStream, .repeatKey, .bridge: play(effect, active)
        case .askAdmission, .startConversation, .askReassignment, .endConversation, .askHandOver, .answerConnect: ask(effect, active)
        case .started, .answered, .agentConnected, .callBackRequested, .ended: tell(effect, active)
        case .over:
            world.book.closed(active.id)
            close(active.id)
        // Nobody in this world dials a diagnostic number, transfers a call by phone, talks with more than one or rings a customer.
        case .echo, .playFile, .ringback, .ringTransfer, .transferEnded, .refuseTransfer, .legs, .placing: break
        }
    }

    private func signal(_ effect: CallEffect, _ active: ActiveCall) {
        switch effect {
        case .answer:
            world.book.answered(active.id)
            active.caller.answered()
        case .reject, .hangUpCaller: active.caller.released()
        case .ringAgent(let phone):
            guard let agent = world.agents[AgentID(phone)], let offer = active.offer else { return }
            world.book.rang(active.id, agent: offer.agent, fence: offer.fence, revision: offer.revision)
            active.agent = agent
            agent.ring(active.id, from: self)
        case .hangUpAgent: active.agent?.released(active.id)
        default: phoneFailed(active.id, .unreachable)
        }
    }

    private func play(_ effect: CallEffect, _ active: ActiveCall) {
        switch effect {
        case .prompt(let prompt, let number):
            active.line.clear()
            world.after(.seconds(3)) { [self, weak active] in
                guard let active, calls[active.id] === active else { return }
                step(active.id) { $0.promptFinished(number, at: $1) }
                active.caller.heardPrompt(prompt.rawValue)
            }
        case .stream(let seat):
            active.line.clear()
            active.seat = seat
            watch.step { watch, now in
                watch.callBegan(with: seat.instance, at: now); return []
            }
            toSpeech(seat) { $0.opened(seat.key) }
        case .endStream: endStream(active)
        case .repeatKey(let key): if let seat = active.seat { toSpeech(seat) { $0.keyPressed(seat.key, Character(UnicodeScalar(key))) } }
        case .bridge:
            active.line.clear()
            if let seat = active.seat { toSpeech(seat) { $0.bridged(seat.key) } }
        default: active.line.clear()
        }
    }

    private func endStream(_ active: ActiveCall) {
        active.line.clear()
        guard let seat = active.seat else { return }
        active.seat = nil
        watch.step { watch, _ in
            watch.callEnded(with: seat.instance); return []
        }
    }

    // MARK: Requests

    private func ask(_ effect: CallEffect, _ active: ActiveCall) {
        switch effect {
        case .askAdmission:
            world.askRouting(AdmitCall.deadline, by: id) { [id] routing, answer in
                answer(.success(routing.admit(active.id, dialled: World.dialled, from: id)))
            } then: { [self] outcome in
                switch outcome {
                case .success(let answer): step(active.id) { $0.admitted(answer, at: $1) }
                case .failure: step(active.id) { $0.admissionFailed(at: $1) }
                }
            }
        case .startConversation(let instance, let epoch, _): start(instance, epoch, active)
        case .askReassignment(let epoch):
            world.askRouting(ReassignSpeech.deadline, by: id) { routing, answer in
                answer(routing.reassign(active.id, epoch: epoch))
            } then: { [self] outcome in
                step(active.id) { $0.reassigned(try? outcome.get(), after: epoch, at: $1) }
            }
        case .endConversation(let instance, let epoch): endConversation(instance, epoch, active.id)
        case .askHandOver(let reason, let epoch, let priority): askHandOver(reason, epoch, priority, active.id)
        case .answerConnect(let fence, let outcome): active.connects.removeValue(forKey: fence)?(outcome.answer)
        default: break
        }
    }

    private func start(_ instance: InstanceID, _ epoch: Int, _ active: ActiveCall) {
        guard let host = world.speech(instance) else { return }
        world.ask(StartConversation.deadline, of: instance, by: id) { [id] in
            $0(host.start(active.id, epoch: epoch, caller: active.caller.number, gateway: id))
        } then: { [self] outcome in
            switch outcome {
            case .success(let handle):
                step(active.id) { $0.conversationStarted(epoch: epoch, handle: handle, at: $1) }
                if calls[active.id]?.machine?.machine.speechInstance != instance { endConversation(instance, epoch, active.id) }
            case .failure: step(active.id) { $0.conversationFailed(epoch: epoch, at: $1) }
            }
        }
    }

    private func endConversation(_ instance: InstanceID, _ epoch: Int, _ call: CallID) {
        guard let host = world.speech(instance) else { return }
        world.ask(EndConversation.deadline, of: instance, by: id) {
            $0(.success(host.end(call, epoch: epoch)))
        } then: { _ in
        }
    }

    private func askHandOver(_ reason: HandOverReason, _ epoch: Int, _ priority: Int, _ call: CallID) {
        let request = HandOver(call: call, epoch: epoch, reason: reason, skills: [], revision: 0, priority: priority, decidedAt: world.timestamp, trace: TraceParent(""))
        world.askRouting(HandOver.deadline, by: id) { routing, answer in
            routing.handOver(request, answer: answer)
        } then: { [self] outcome in
            if case .failure = outcome { step(call) { $0.handOverFailed(at: $1) } }
        }
    }

    func perform(_ effect: SpeechWatch.Effect) {
        switch effect {
        case .check(let instance):
            world.ask(.milliseconds(500), of: instance, by: id) {
                $0(.success(Done()))
            } then: { [self] outcome in
                if case .success = outcome {
                    watch.step { watch, now in
                        watch.answered(instance, at: now); return []
                    }
                }
            }
        case .silent(let instance):
            for call in calls.keys.sorted() where calls[call]?.machine?.machine.speechInstance == instance { step(call) { $0.speechFellSilent(instance, at: $1) } }
        }
    }

    // MARK: Facts

    private func tell(_ effect: CallEffect, _ active: ActiveCall) {
        switch effect {
        case .started(_, let treatment):
            record(CallStarted(call: active.id, leg: "caller", gateway: id, dialled: World.dialled, caller: nil, codec: "PCMA/8000", treatment: treatment))
        case .answered(let setUp): record(CallAnswered(call: active.id, setUp: setUp.nanoseconds / 1000))
        case .agentConnected(let agent, let fence, _):
            world.book.connected(active.id, agent)
            record(AgentConnected(call: active.id, leg: "agent", agent: agent, fence: fence))
        case .callBackRequested: record(CallBackRequested(call: active.id, dialled: World.dialled, number: Sealed(box: "number")))
        case .ended(let cause, let talked): record(CallEnded(call: active.id, cause: cause, talked: talked.nanoseconds / 1_000_000, received: 0, lost: 0))
        default: break
        }
    }
}

extension ConnectOutcome {
    fileprivate var answer: Outcome<ConnectAgent.Answer> {
        switch self {
        case .connected: .success(.connected(leg: "agent"))
        case .noAnswer: .success(.noAnswer)
        case .busy: .success(.busy)
        case .unreachable: .success(.unreachable)
        case .callerGone: .success(.callerGone)
        case .conflict: .failure(RequestFailure(.conflict, "with somebody else"))
        case .stale: .failure(RequestFailure(.stale, "a later offer is known"))
        }
    }
}
