import Vocabulary

/// Session timers (RFC 4028).
extension SIPEndpoint {
    /// §9: an interval below our minimum from a peer that knows the extension.
    func tooShort(_ request: SIPRequest) -> Bool {
        guard let interval = SIPSessionInterval(request.headers), request.headers.contains("timer", in: .supported) else { return false }
        return interval.seconds < self.configuration.minimumSessionExpires
    }

    func acceptsInterval(of request: SIPRequest, from peer: SIPPeer, _ effects: inout [Effect]) -> Bool {
        guard self.tooShort(request) else { return true }
        let minimum = String(self.configuration.minimumSessionExpires)
        self.answerStatelessly(request, 422, from: peer, &effects) { $0.headers.append(.minSE, minimum) }
        return false
    }

    /// §7.1: what our INVITE, re-INVITE or UPDATE asks for.
    func askForSessionTimer(_ request: inout SIPRequest, _ state: SIPCall) {
        let running = state.sessionTimer
        let seconds = max(running?.interval ?? self.configuration.sessionExpires, state.minimumInterval ?? 0)
        // §7.4: in a session that runs, who refreshes stays who refreshes.
        let refresher = running.map { $0.weRefresh ? ";refresher=uac" : ";refresher=uas" } ?? ""
        request.headers.set(.sessionExpires, String(seconds) + refresher)
        request.headers.set(.minSE, String(max(self.configuration.minimumSessionExpires, state.minimumInterval ?? 0)))
    }

    /// §7.3: the interval was too small for the peer; the request is made again with its minimum.
    /// - Returns: nil when the peer names none, or one that did not help.
    mutating func raised(_ request: SIPRequest, _ response: SIPResponse, _ call: SIPCallKey) -> SIPRequest? {
        guard response.status == 422, let minimum = response.headers.number(.minSE).map({ UInt32($0) }), minimum <= 86_400 else { return nil }
        guard var state = self.calls[call], minimum > state.minimumInterval ?? 0 else { return nil }
        state.minimumInterval = minimum
        self.calls[call] = state
        var request = self.repeatable(request)
        self.askForSessionTimer(&request, state)
        return request
    }

    /// Our 2xx says who refreshes and how often (§9, table 2).
    mutating func grantSessionTimer(_ request: SIPRequest, _ response: inout SIPResponse, _ call: SIPCallKey, at now: Instant) {
        let peerKnows = request.headers.contains("timer", in: .supported) || request.headers.contains("timer", in: .require)
        let interval = SIPSessionInterval(request.headers)
        guard interval != nil || peerKnows else { return }
        let theirs = max(request.headers.number(.minSE).map { UInt32($0) } ?? 0, self.configuration.minimumSessionExpires)
        let seconds = max(min(interval?.seconds ?? .max, self.configuration.sessionExpires), theirs)
        let weRefresh = !peerKnows || interval?.refresher != "uac"
        response.headers.append(.sessionExpires, "\(seconds);refresher=\(weRefresh ? "uas" : "uac")")
        if peerKnows { response.headers.append(.require, "timer") }
        self.startSessionTimer(call, seconds: seconds, weRefresh: weRefresh, at: now)
    }

    /// The peer's 2xx says it (§7.2).
    mutating func followSessionTimer(_ response: SIPResponse, _ call: SIPCallKey, at now: Instant) {
        guard let interval = SIPSessionInterval(response.headers) else {
            self.calls[call]?.sessionTimer = nil
            return
        }
        let seconds = min(max(interval.seconds, self.configuration.minimumSessionExpires), 86_400)
        self.startSessionTimer(call, seconds: seconds, weRefresh: interval.refresher != "uas", at: now)
    }

    private mutating func startSessionTimer(_ call: SIPCallKey, seconds: UInt32, weRefresh: Bool, at now: Instant) {
        self.calls[call]?.sessionTimer = SIPSessionTimer(interval: seconds, weRefresh: weRefresh, at: now)
        self.arm(call: call)
    }

    mutating func sessionTick(_ call: SIPCallKey, at now: Instant, _ effects: inout [Effect]) {
        guard let state = self.calls[call], let timer = state.sessionTimer, timer.nextDeadline <= now else { return }
        guard now < timer.endsAt else {
            self.calls[call]?.sessionTimer = nil
            return self.sayGoodbye(call, .sessionExpired, at: now, &effects)
        }
        self.calls[call]?.sessionTimer?.refreshing(at: now)
        // §7.4: UPDATE without a description where the peer takes it, else the same description once more.
        if state.peerAllowsUpdate { return self.sendChange(call, .update, offer: nil, at: now, &effects) }
        self.sendChange(call, .invite, offer: state.localSDP, at: now, &effects)
    }
}
