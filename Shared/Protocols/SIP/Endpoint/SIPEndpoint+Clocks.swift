import Vocabulary

/// The clocks of a call: 2xx repeated, ringing limited, sessions refreshed (RFC 4028).
extension SIPEndpoint {
    mutating func callTick(_ call: SIPCallKey, at now: Instant, _ effects: inout [Effect]) {
        self.retransmit(call, at: now, &effects)
        self.ringingTick(call, at: now, &effects)
        self.sessionTick(call, at: now, &effects)
        if let retry = self.calls[call]?.retry, retry.at <= now {
            self.calls[call]?.retry = nil
            self.sendChange(call, offer: retry.offer.isEmpty ? nil : retry.offer, at: now, &effects)
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
            self.refusePending(call, status: 480, at: now, &effects)
            self.end(call, .timedOut, &effects)
        case .cancelling: self.end(call, .localHangUp, &effects)
        case .calling, .ringing:
            effects += self.hangUp(call, at: now)
            self.end(call, .timedOut, &effects)
        case .accepted, .answered, .confirmed: break
        }
    }

    // MARK: Session timer

    private struct Interval {
        let seconds: UInt32
        let refresher: String?

        init?(_ headers: SIPHeaders) {
            guard let field = headers.first(.sessionExpires) else { return nil }
            guard let seconds = headers.number(.sessionExpires) else { return nil }
            self.seconds = UInt32(seconds)
            var cursor = ByteCursor(field.value.drop(while: ASCII.isDigit))
            self.refresher = (try? SIPParameters.parse(&cursor, header: .sessionExpires))?["refresher"]?.asciiLowercased
        }
    }

    /// RFC 4028 §9: an interval below our minimum from a peer that knows the extension.
    func tooShort(_ request: SIPRequest) -> Bool {
        guard let interval = Interval(request.headers), request.headers.contains("timer", in: .supported) else { return false }
        return interval.seconds < self.configuration.minimumSessionExpires
    }

    func acceptsInterval(of request: SIPRequest, from peer: SIPPeer, _ effects: inout [Effect]) -> Bool {
        guard self.tooShort(request) else { return true }
        let minimum = String(self.configuration.minimumSessionExpires)
        self.answerStatelessly(request, 422, from: peer, &effects) { $0.headers.append(.minSE, minimum) }
        return false
    }

    /// Our 2xx says who refreshes and how often (RFC 4028 §9).
    mutating func grantSessionTimer(_ request: SIPRequest, _ response: inout SIPResponse, _ call: SIPCallKey, at now: Instant) {
        guard let interval = Interval(request.headers) else { return }
        let seconds = max(min(interval.seconds, self.configuration.sessionExpires), self.configuration.minimumSessionExpires)
        let peerKnows = request.headers.contains("timer", in: .supported) || request.headers.contains("timer", in: .require)
        let weRefresh = !peerKnows || interval.refresher == "uas"
        response.headers.append(.sessionExpires, "\(seconds);refresher=\(weRefresh ? "uas" : "uac")")
        if peerKnows { response.headers.append(.require, "timer") }
        self.startSessionTimer(call, seconds: seconds, weRefresh: weRefresh, at: now)
    }

    /// The peer's 2xx says it (RFC 4028 §7.2).
    mutating func followSessionTimer(_ response: SIPResponse, _ call: SIPCallKey, at now: Instant) {
        guard let interval = Interval(response.headers) else {
            self.calls[call]?.sessionTimer = nil
            return
        }
        self.startSessionTimer(call, seconds: max(interval.seconds, self.configuration.minimumSessionExpires), weRefresh: interval.refresher != "uas", at: now)
    }

    private mutating func startSessionTimer(_ call: SIPCallKey, seconds: UInt32, weRefresh: Bool, at now: Instant) {
        // §10: refresh at half time; give up a third or 32 s before the end.
        let wait = weRefresh ? seconds / 2 : seconds - min(32, seconds / 3)
        self.calls[call]?.sessionTimer = SIPCall.SessionTimer(interval: seconds, weRefresh: weRefresh, at: now + .seconds(Int64(wait)))
        self.arm(call: call)
    }

    private mutating func sessionTick(_ call: SIPCallKey, at now: Instant, _ effects: inout [Effect]) {
        guard let state = self.calls[call], var timer = state.sessionTimer, timer.at <= now else { return }
        switch timer.action {
        case .expire:
            self.calls[call]?.sessionTimer = nil
            self.sayGoodbye(call, .sessionExpired, at: now, &effects)
        case .refresh:
            timer.at = now + .seconds(Int64(max(timer.interval / 2, 1)))
            self.calls[call]?.sessionTimer = timer
            self.sendChange(call, offer: state.peerAllowsUpdate ? nil : state.localSDP, at: now, &effects)
        }
    }
}
