import Vocabulary

/// Connections that close or cannot be opened (RFC 3261 §18).
extension SIPEndpoint {
    /// A connection is gone. Responses and requests that would have gone along it name the peer's listening address
    /// instead, for which the shell opens a new one (§18.2.2); registrations over it are made again (RFC 5626 §4.5).
    public mutating func connectionClosed(_ connection: UInt64, at now: Instant) -> [Effect] {
        guard connection != 0 else { return [] }
        self.connections.remove(connection)
        for key in self.servers.keys where self.servers[key]?.peer.connection == connection { self.servers[key]?.connectionClosed(connection) }
        for key in self.clients.keys where self.clients[key]?.peer.connection == connection { self.clients[key]?.peer.connection = 0 }
        for key in self.calls.keys where self.calls[key]?.peer.connection == connection { self.detach(key) }
        self.flowClosed(connection, at: now)
        return []
    }

    /// The next request of the call opens a connection to where the peer said it listens.
    private mutating func detach(_ key: SIPCallKey) {
        guard var call = self.calls[key] else { return }
        call.peer.connection = 0
        if let target = call.dialog?.nextHop, let ip = IPAddress(target.host) {
            call.peer.address = SocketAddress(ip: ip, port: target.port ?? call.peer.transport.defaultPort)
        }
        call.retransmission?.peer = call.peer
        self.calls[key] = call
    }

    /// A message could not be sent: no connection to the peer, or ICMP said that nobody listens. What waits for a first
    /// answer from there ends as 503 (§8.1.3.1); what went over TCP only for its size is sent over UDP (§18.1.1).
    public mutating func unreachable(_ peer: SIPPeer, at now: Instant) -> [Effect] {
        var effects: [Effect] = []
        let lost = self.clients.filter { $0.value.isUnanswered && $0.value.peer.shares(peer) }
        for (key, transaction) in lost {
            self.clients[key] = nil
            guard let datagrams = transaction.datagrams else {
                self.unanswered(transaction, status: 503, at: now, &effects)
                continue
            }
            let new = self.startOverDatagrams(transaction, to: datagrams, at: now, &effects)
            self.renamed(key, to: new, of: transaction.owner)
        }
        return effects
    }

    private mutating func renamed(_ old: ClientTransactionKey, to new: ClientTransactionKey, of owner: ClientTransaction.Owner) {
        switch owner {
        case .invite(let call), .change(let call):
            if self.calls[call]?.pendingClient == old { self.calls[call]?.pendingClient = new }
            if self.calls[call]?.updating == old { self.calls[call]?.updating = new }
        case .farewell, .registration, .probe, .referral, .report, .nobody: break
        }
    }
}
