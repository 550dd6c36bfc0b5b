import Bus
import Contracts
import Vocabulary

/// Events, out and in.
extension Hub {
    /// Never waits: libzmq drops what a subscriber's queue cannot take, and the subscriber sees it in `seq`. A frame beyond
    /// the bound would end every subscriber's connection, so it is left to the log.
    func publish(_ frames: [[UInt8]]) {
        guard frames.allSatisfy({ $0.count <= options.maximumFrame }) else {
            return log("an event of more than \(options.maximumFrame) bytes was not announced")
        }
        _ = servers?.events.send(frames)
    }

    /// Subscribes to every live instance of the services that somebody reads.
    func connectTails() {
        let services = tails.services
        for peer in peers.values where peer.instance.id != identity.instance {
            if !services.contains(peer.instance.service) {
                peer.events?.close()
                peer.events = nil
            } else if peer.events == nil {
                do { peer.events = try maker.events(of: peer.instance) } catch { log("cannot read events of \(peer.instance.id): \(error)") }
            }
        }
    }

    func eventArrived(_ message: Message, from peer: Peer) {
        guard let envelope = Envelope(message.frames) else { return counting.add(to: \.malformed) }
        guard envelope.stream.service == peer.instance.service else { return counting.add(to: \.refused) }
        tails.deliver([envelope])
    }

    /// A subscription or its end: the connection of a subscriber is known by it.
    func subscriptionArrived(_ message: Message) {
        guard message.user != nil else { return }
        guard let asker = asker(of: message) else { return }
        subscribers[message.descriptor] = asker.instance
    }
}
