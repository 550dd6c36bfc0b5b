import Bus
import Contracts
import Vocabulary

/// Sound and what belongs to it, out and in.
extension Hub {
    func onStream(_ handler: @escaping @Sendable (SpeechStream, InstanceID) -> Void) { onStream = handler }

    /// Sends what the lane of a peer holds until libzmq takes no more.
    func flushLane(of peer: Peer) {
        guard let link = link(to: peer) else { return }
        while !link.isFull, let message = outbox.next(for: peer.instance.id) {
            guard let bytes = try? message.encoded() else {
                counting.add(to: \.malformed)
                continue
            }
            guard link.socket.send([bytes]) != .taken else { continue }
            outbox.putBack(message, for: peer.instance.id)
            link.isFull = true
        }
    }

    /// The socket has room again.
    func serveLane(of peer: Peer) {
        guard let link = peer.streams else { return }
        // Nothing is ever answered on it; what comes is not ours.
        drain(link.socket) { _ in counting.add(to: \.malformed) }
        link.isFull = false
        flushLane(of: peer)
    }

    private func link(to peer: Peer) -> StreamLink? {
        if let link = peer.streams { return link }
        do {
            let link = StreamLink(try maker.streams(of: peer.instance))
            peer.streams = link
            return link
        } catch {
            log("cannot stream to \(peer.instance.id): \(error)")
            return nil
        }
    }

    func streamArrived(_ message: Message) {
        guard let sender = asker(of: message) else { return }
        guard message.frames.count == 2, let stream = try? SpeechStream(decoding: message.frames[1]) else {
            return counting.add(to: \.malformed)
        }
        onStream?(stream, sender.instance)
    }
}
