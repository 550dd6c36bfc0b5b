import Contracts
import MediaGatewayCore
import Protocols
import Vocabulary

/// Names a call on its media thread; never reused.
struct MediaKey: Hashable, Sendable { let number: UInt64 }

/// What the signalling side and the bus tell a media thread.
enum MediaOrder: Sendable {
    case open(MediaKey, MediaSockets)
    case openLeg(MediaKey, LegPlace, MediaSockets, isAgent: Bool)
    case closeLeg(MediaKey, LegPlace)
    /// A leg of another call is on its way, maybe from another thread: what is ordered from now on waits for `placeLeg`.
    case expectLeg(MediaKey)
    /// A leg leaves its call with everything it has; it is given to `placeLeg` of another. Nil when it has gone already.
    case takeLeg(MediaKey, LegPlace, @Sendable (TakenLeg?) -> Void)
    /// The agent's leg of this call from now on; one that rings hears and says nothing yet.
    case placeLeg(MediaKey, LegPlace, TakenLeg?, rings: Bool)
    case connect(MediaKey, SpeechSeat)
    case disconnect(MediaKey)
    case change(MediaKey, @Sendable (inout CallAudio, inout MediaThreadOutput, Instant) -> Void)
    case close(MediaKey, @Sendable (MediaFigures) -> Void)
    case speech([SpeechFrame], from: InstanceID)
    case control(StreamKey, StreamControl, from: InstanceID)
    case stop

    /// The call for whose awaited leg this order waits; nil when it waits for none.
    var follower: MediaKey? {
        switch self {
        case .open(let key, _), .openLeg(let key, _, _, _), .closeLeg(let key, _), .takeLeg(let key, _, _), .connect(let key, _), .disconnect(let key),
            .change(let key, _), .close(let key, _):
            key
        case .expectLeg, .placeLeg, .speech, .control, .stop: nil
        }
    }
}

/// A leg between two calls. Handed from one media thread to another, never shared.
struct TakenLeg: @unchecked Sendable {
    let wire: LegWire
    let leg: MediaLeg
}

/// What is known of a call's sound at its end.
struct MediaFigures: Sendable, Equatable {
    var received: UInt64 = 0
    var lost: UInt64 = 0
}

/// What a media thread tells. Called on its thread: must not block.
struct MediaListener: Sendable {
    var noted: @Sendable (MediaKey, MediaNote) -> Void
    /// A second of both sides, A-law, the caller left; the last may be shorter.
    var recorded: @Sendable (MediaKey, [UInt8]) -> Void
    var send: @Sendable (SpeechStream, InstanceID) -> Void
}
