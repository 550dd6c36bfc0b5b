import Contracts
import TestKit
import Vocabulary

extension DeskWorld {
    private func asked(_ what: String) { controls.withLock { $0.append(what) } }

    /// Routing does what is asked, and the gateway says so.
    func playControls() async {
        await routing.serve(HoldCall.self) { [weak self] request, _ in
            self?.asked("hold \(request.call) \(request.isHeld)")
            try await self?.say(CallHeld(call: request.call, by: .routing, isHeld: request.isHeld), by: .mediaGateway)
            return Done()
        }
        await routing.serve(ExtendWrapUp.self) { [weak self] request, _ in
            guard let self, let until = self.wrapUpEnds.withLock({ $0 }), self.moreTimes.withLock({ $0 }) > 0 else { throw RequestFailure(.conflict, "no more") }
            self.moreTimes.withLock { $0 -= 1 }
            try await self.wrapUp(request.agent, until: until + .seconds(30))
            return ExtendWrapUp.Answer(until: until + .seconds(30))
        }
        await routing.serve(MuteAgent.self) { [weak self] request, _ in
            self?.asked("mute \(request.call) \(request.isMuted) by \(request.agent)")
            try await self?.say(LegMuted(call: request.call, leg: "l2", agent: request.agent, isMuted: request.isMuted), by: .mediaGateway)
            return Done()
        }
        await routing.serve(SendKeys.self) { [weak self] request, _ in
            self?.asked("keys \(request.call) \(request.keys.revealed) for \(request.leg?.value ?? "caller")")
            return Done()
        }
        await routing.serve(PlaceCall.self) { [weak self] request, _ in
            self?.asked("place \(request.claim.ticket) \(request.claim.fence) \(request.number.revealed)")
            return PlaceCall.Answer(call: "01PLACED", outcome: .busy, reason: "SIP 486")
        }
        await routing.serve(TransferCall.self) { [weak self] request, _ in
            self?.asked("transfer \(request.call) \(Self.words(request.target)) \(request.kind.rawValue)")
            guard request.kind == .warm, case .agent(let agent) = request.target else { return .transferred }
            try await self?.say(LegJoined(call: request.call, leg: "l9", role: .consulted, agent: agent), by: .mediaGateway)
            return .consulting(leg: "l9")
        }
        await routing.serve(FinishTransfer.self) { [weak self] request, _ in
            self?.asked("finish \(request.call) \(request.leg) \(request.outcome.rawValue)")
            return Done()
        }
        await routing.serve(SuperviseCall.self) { [weak self] request, _ in
            self?.asked("supervise \(request.call) \(request.mode.rawValue) by \(request.supervisor)")
            return .done
        }
    }

    /// Routing gives the agent time after a call.
    func wrapUp(_ agent: AgentID, until: Timestamp) async throws {
        wrapUpEnds.withLock { $0 = until }
        try await say(PresenceChanged(agent: agent, presence: .wrapUp, until: until), by: .routing)
    }

    func playGateway(_ bus: InMemoryBus) async {
        await bus.serve(EndCall.self) { [weak self] request, _ in
            self?.asked("end \(request.call)")
            return Done()
        }
    }

    private static func words(_ target: TransferCall.Target) -> String {
        switch target {
        case .queue(let name): "queue \(name)"
        case .agent(let agent): "agent \(agent)"
        case .outside(let number): "outside \(number.revealed)"
        case .assistant: "assistant"
        }
    }
}
