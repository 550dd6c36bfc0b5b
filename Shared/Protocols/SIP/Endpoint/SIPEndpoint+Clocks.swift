import Vocabulary

/// The clocks of a call: responses repeated, ringing limited.
extension SIPEndpoint {
    mutating func callTick(_ call: SIPCallKey, at now: Instant, _ effects: inout [Effect]) {
        self.retransmit(call, at: now, &effects)
        self.reliabilityTick(call, at: now, &effects)
        self.ringingTick(call, at: now, &effects)
        self.sessionTick(call, at: now, &effects)
        if let retry = self.calls[call]?.retry, retry.at <= now {
            self.calls[call]?.retry = nil
            self.sendChange(call, retry.method, offer: retry.offer, at: now, &effects)
        }
    }

    /// §13.3.1.4: from T1 doubling up to T2, for 64·T1; then BYE.
    private mutating func retransmit(_ call: SIPCallKey, at now: Instant, _ effects: inout [Effect]) {
        guard var repeating = self.calls[call]?.retransmission else { return }
        if repeating.deadline <= now {
            self.calls[call]?.retransmission = nil
            return self.sayGoodbye(call, .timedOut, at: now, &effects)
        }
        guard repeating.at <= now else { return }
        repeating.interval = min(repeating.interval * 2, self.configuration.timers.t2)
        repeating.at = now + repeating.interval
        self.calls[call]?.retransmission = repeating
        effects.append(.send(repeating.bytes, to: repeating.peer))
    }

    private mutating func ringingTick(_ call: SIPCallKey, at now: Instant, _ effects: inout [Effect]) {
        guard let state = self.calls[call], let ends = state.ringingEnds, ends <= now else { return }
        self.calls[call]?.ringingEnds = nil
        switch state.phase {
        case .incoming:
            self.refusePending(call, status: state.expires ? 487 : 480, at: now, &effects)
            self.end(call, state.expires ? .peerCancelled : .timedOut, &effects)
        case .cancelling: self.end(call, .localHangUp, &effects)
        case .calling, .ringing:
            effects += self.hangUp(call, at: now)
            self.end(call, .timedOut, &effects)
        case .accepted, .answered, .confirmed: break
        }
    }
}
