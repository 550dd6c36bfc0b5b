import Vocabulary

/// Registrations over UDP keep their way through address translators open by STUN, where the registrar speaks outbound
/// (RFC 5626 §4.4.2).
extension SIPEndpoint {
    struct DatagramFlow: Sendable {
        /// A Binding request without its answer: sent seven times in all, then the flow is dead (RFC 8489 §6.2.1).
        struct Question: Sendable {
            let transaction: [UInt8]
            var sent = 1
            var wait: Duration
            var at: Instant
        }

        let peer: SIPPeer
        /// Longest pause between two keep-alives, in seconds.
        let pause: UInt64
        var askAt: Instant
        var question: Question?
        /// How the registrar saw us at first; another address later means that a translator has forgotten us.
        var mapped: SocketAddress?

        var nextDeadline: Instant { self.question?.at ?? self.askAt }
    }

    private static let mostRequests = 7

    /// §4.4: only with a registrar that took the flow; how often is its to say (Flow-Timer).
    mutating func datagramFlowOpened(_ key: SIPRegistrationKey, _ response: SIPResponse, over peer: SIPPeer, at now: Instant) {
        guard let state = self.registrations[key], peer.transport == .udp, state.account.instance != nil, response.headers.contains("outbound", in: .require) else {
            self.registrations[key]?.datagrams = nil
            return
        }
        let pause = response.headers.number(.other("flow-timer")).map { min(max($0, 5), 3600) } ?? 29
        guard state.datagrams?.peer != peer || state.datagrams?.pause != pause else { return }
        let flow = DatagramFlow(peer: peer, pause: pause, askAt: now + self.keepAlivePause(pause))
        self.registrations[key]?.datagrams = flow
        self.deadlines.insert(.registration(key), at: flow.askAt)
    }

    /// §4.4: between 80 and 100 % of what was said, so that many phones do not ask in step.
    private mutating func keepAlivePause(_ seconds: UInt64) -> Duration { .milliseconds(Int64(seconds * 800 + self.tokens.next() % (seconds * 200))) }

    mutating func datagramFlowTick(_ key: SIPRegistrationKey, at now: Instant, _ effects: inout [Effect]) {
        guard var flow = self.registrations[key]?.datagrams, flow.nextDeadline <= now else { return }
        var question: DatagramFlow.Question
        if let waiting = flow.question {
            guard waiting.sent < Self.mostRequests else { return self.datagramFlowFailed(key, at: now, &effects) }
            question = waiting
            question.sent += 1
            question.wait = waiting.wait * 2
        } else {
            let transaction = self.tokens.next().bigEndianBytes + self.tokens.next32().bigEndianBytes
            question = DatagramFlow.Question(transaction: transaction, wait: self.configuration.timers.t1, at: now)
        }
        // §6.2.1: the last one waits 16 times the first pause.
        question.at = now + (question.sent == Self.mostRequests ? self.configuration.timers.t1 * 16 : question.wait)
        flow.question = question
        self.registrations[key]?.datagrams = flow
        self.deadlines.insert(.registration(key), at: question.at)
        effects.append(.send(STUNBinding.request(transaction: question.transaction), to: flow.peer))
    }

    /// An answer to a Binding request. Those that nobody asked for, or from elsewhere, change nothing.
    public mutating func bindingAnswered(_ message: STUNMessage, from peer: SIPPeer, at now: Instant) -> [Effect] {
        var effects: [Effect] = []
        guard message.kind == .success || message.kind == .failure, let (key, flow) = self.flow(asking: message.transaction, of: peer) else { return [] }
        let mapped = message.mappedAddress
        guard message.kind == .success, mapped != nil, flow.mapped == nil || flow.mapped == mapped else {
            self.datagramFlowFailed(key, at: now, &effects)
            return effects
        }
        let askAt = now + self.keepAlivePause(flow.pause)
        self.registrations[key]?.datagrams?.question = nil
        self.registrations[key]?.datagrams?.mapped = mapped
        self.registrations[key]?.datagrams?.askAt = askAt
        self.deadlines.insert(.registration(key), at: askAt)
        return effects
    }

    private func flow(asking transaction: [UInt8], of peer: SIPPeer) -> (SIPRegistrationKey, DatagramFlow)? {
        for (key, state) in self.registrations {
            if let flow = state.datagrams, flow.peer == peer, flow.question?.transaction == transaction { return (key, flow) }
        }
        return nil
    }

    /// §4.5: a flow that failed is made anew by another REGISTER.
    private mutating func datagramFlowFailed(_ key: SIPRegistrationKey, at now: Instant, _ effects: inout [Effect]) {
        self.registrations[key]?.datagrams = nil
        // Without a deadline a REGISTER is on its way already.
        guard self.registrations[key]?.deadline != nil else { return }
        self.schedule(key, after: 1, at: now)
        effects.append(.registrationFailed(key, status: 430, retryAfter: 1))
    }
}
