import Bus
import Vocabulary

/// The sockets towards one live instance, each made when first needed.
final class Peer {
    var instance: Instance
    var requests: RequestLink?
    var streams: StreamLink?
    var events: Socket?

    init(_ instance: Instance) { self.instance = instance }

    /// Whether a registration is still this process, and not another one under its name.
    func isSame(as other: Instance?) -> Bool {
        guard let other else { return false }
        return (instance.service, instance.publicKey, instance.endpoints) == (other.service, other.publicKey, other.endpoints)
    }

    func close() {
        requests?.socket.close()
        streams?.socket.close()
        events?.close()
        (requests, streams, events) = (nil, nil, nil)
    }
}

/// A DEALER for questions, and those that wait for its connection.
final class RequestLink {
    let socket: Socket
    /// Bounded by the number of questions in flight.
    var backlog: ArraySlice<(correlation: UInt64, frames: [[UInt8]])> = []

    init(_ socket: Socket) { self.socket = socket }
}

/// A DEALER for stream messages; what it does not take stays in its lane.
final class StreamLink {
    let socket: Socket
    var isFull = false

    init(_ socket: Socket) { self.socket = socket }
}
