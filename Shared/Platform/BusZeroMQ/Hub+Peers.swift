import Bus
import Vocabulary

/// Who is alive.
extension Hub {
    /// The registry's present list: new instances can be reached, gone ones lose their connections.
    func update(_ live: [Instance]) {
        guard servers != nil else { return }
        lastLook = .current
        let live = Dictionary(live.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        for peer in Array(peers.values) where !peer.isSame(as: live[peer.instance.id]) { drop(peer) }
        for (id, instance) in live {
            if let peer = peers[id] { peer.instance = instance } else { peers[id] = Peer(instance) }
        }
        directory.replace(with: live)
        outbox.keepLanes(Set(live.keys)) { StreamLane(audioBound: options.audioBound, orderedBound: options.orderedBound) }
        connectTails()
        answerParked()
    }

    /// The registry did not answer: who was alive is taken to be so still, who is unknown comes again later.
    func lookFailed() {
        lastLook = .current
        answerParked()
    }

    private func drop(_ peer: Peer) {
        peers[peer.instance.id] = nil
        peerLeft(peer)
        peer.close()
        for (descriptor, instance) in subscribers where instance == peer.instance.id {
            servers?.cut(descriptor)
            subscribers[descriptor] = nil
        }
    }

    /// Who sent a message, if that instance holds a lease now; else its connection ends. ZAP acts at the handshake alone,
    /// so this is checked with every message.
    func asker(of message: Message) -> Asker? {
        if let asker = message.user.flatMap(Identity.asker), peers[asker.instance]?.instance.service == asker.service { return asker }
        counting.add(to: \.refused)
        servers?.cut(message.descriptor)
        return nil
    }
}
