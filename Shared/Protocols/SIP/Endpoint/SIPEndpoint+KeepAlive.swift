import Vocabulary

/// Registrations over TCP and TLS keep their connection open by CRLF pings (RFC 5626 §4.4.1).
extension SIPEndpoint {
    /// What keeps one flow alive.
    struct Flow: Sendable {
        /// The connection that the registrar answered on.
        let peer: SIPPeer
        var pingAt: Instant
        /// A ping is out; without its pong by then the flow is dead.
        var pongBy: Instant?

        var nextDeadline: Instant { self.pongBy ?? self.pingAt }
    }

    /// RFC 5626 §3.5.1: the pong.
    public func pingReceived(from peer: SIPPeer) -> [Effect] { [.send(SIPStreamFramer.pong, to: peer)] }

    /// The registrar's edge lives.
    public mutating func pongReceived(from peer: SIPPeer, at now: Instant) {
        for key in self.registrations.keys where self.registrations[key]?.flow?.peer.connection == peer.connection {
            self.registrations[key]?.flow?.pongBy = nil
        }
    }

    mutating func flowOpened(_ key: SIPRegistrationKey, over peer: SIPPeer, at now: Instant) {
        guard peer.transport.isReliable, peer.connection != 0, self.registrations[key]?.flow?.peer != peer else { return }
        let flow = Flow(peer: peer, pingAt: now + self.pingInterval(), pongBy: nil)
        self.registrations[key]?.flow = flow
        self.deadlines.insert(.registration(key), at: flow.nextDeadline)
    }

    /// §4.4.1: between 80 and 100 % of 120 s, so that many phones do not ping in step.
    private mutating func pingInterval() -> Duration { .milliseconds(96_000 + Int64(self.tokens.next() % 24_000)) }

    mutating func flowTick(_ key: SIPRegistrationKey, at now: Instant, _ effects: inout [Effect]) {
        guard var flow = self.registrations[key]?.flow, flow.nextDeadline <= now else { return }
        if flow.pongBy != nil {
            self.registrations[key]?.flow = nil
            return effects.append(.closeConnection(flow.peer, reason: "no answer to a ping for 10 s"))
        }
        effects.append(.send(SIPStreamFramer.ping, to: flow.peer))
        flow.pingAt = now + self.pingInterval()
        flow.pongBy = now + .seconds(10)
        self.registrations[key]?.flow = flow
        self.deadlines.insert(.registration(key), at: now + .seconds(10))
        self.deadlines.insert(.registration(key), at: flow.pingAt)
    }

    /// §4.5: a flow that failed is made anew, the registrar's load permitting.
    mutating func flowClosed(_ connection: UInt64, at now: Instant) {
        for key in self.registrations.keys where self.registrations[key]?.connection == connection {
            self.registrations[key]?.flow = nil
            self.registrations[key]?.connection = 0
            if self.registrations[key]?.deadline != nil { self.schedule(key, after: 1, at: now) }
        }
    }
}
