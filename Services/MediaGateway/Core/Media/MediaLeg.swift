import Audio
import Contracts
import Protocols
import Vocabulary

/// The RTP side of one leg: what was agreed, where packets come from, their order and loss, keys, and our own stream.
public struct MediaLeg: Sendable {
    /// What an arriving packet holds.
    enum Arrival: Equatable {
        case nothing
        case sound(RTPHeader, Range<Int>)
        case event(RTPHeader, Range<Int>)
    }

    /// Nil until offer and answer are complete.
    public private(set) var audio: NegotiatedAudio?
    /// Where our packets go: what was signalled, until the peer's own packets show better (symmetric RTP, RFC 4961).
    public private(set) var remote: SocketAddress?
    var reception = RTPReception()
    var sender: RTPSender
    var keys = TelephoneEventReceiver()
    private(set) var jitter: JitterBuffer
    private(set) var heardAt: Instant
    private let settings: MediaSettings
    private var isLatched = false
    /// Packets of a wrong payload type, source or version.
    public private(set) var strangers: UInt64 = 0

    /// - Parameter random: makes the stream's SSRC and first numbers.
    public init(_ settings: MediaSettings, random: (UInt64, UInt64), at now: Instant) {
        self.settings = settings
        sender = RTPSender(ssrc: UInt32(truncatingIfNeeded: random.0), sequence: UInt16(truncatingIfNeeded: random.1 >> 48), timestamp: UInt32(truncatingIfNeeded: random.1))
        jitter = JitterBuffer(filler: G711.aLawSilence, minimum: settings.jitterMinimum, maximum: settings.jitterMaximum)
        heardAt = now
    }

    /// A session was agreed, for the first time or anew.
    public mutating func agreed(_ audio: NegotiatedAudio, at now: Instant) {
        if self.audio?.codec != audio.codec {
            jitter = JitterBuffer(filler: audio.codec.silence, minimum: settings.jitterMinimum, maximum: settings.jitterMaximum)
        }
        if self.audio?.remote != audio.remote {
            remote = audio.remote
            isLatched = false
        }
        self.audio = audio
        heardAt = now
    }

    public var sends: Bool { audio.map { $0.direction.sends } ?? false }
    var receives: Bool { audio.map { $0.direction.receives } ?? false }

    mutating func arrived(_ packet: UnsafeRawBufferPointer, from source: SocketAddress, at now: Instant) -> Arrival {
        guard let audio, case .rtp = MediaDatagram(packet), let (header, payload) = try? RTPHeader.parse(packet),
            header.payloadType == audio.payloadType || header.payloadType == audio.eventPayloadType, accepts(source, at: now)
        else {
            strangers += 1
            return .nothing
        }
        heardAt = now
        let isSound = header.payloadType == audio.payloadType
        switch reception.packetReceived(header, timed: isSound, at: now) {
        case .duplicate, .implausible: return .nothing
        case .restarted: jitter.reset()
        case .accepted: break
        }
        return isSound ? .sound(header, payload) : .event(header, payload)
    }

    /// The first source that sends what was agreed is the peer; another one takes its place only after a silence, so
    /// that nobody can talk into a call that is alive.
    private mutating func accepts(_ source: SocketAddress, at now: Instant) -> Bool {
        if source == remote {
            isLatched = true
            return true
        }
        guard settings.symmetric, !isLatched || now - heardAt > settings.relatchAfter else { return !settings.symmetric && source.ip == remote?.ip }
        remote = source
        isLatched = true
        return true
    }

    mutating func keep(_ payload: UnsafeRawBufferPointer, timestamp: UInt32, at now: Instant) { jitter.insert(payload, timestamp: timestamp, at: now) }

    /// 20 ms of what came, as A-law; silence where nothing did.
    mutating func pull(into frame: UnsafeMutableRawBufferPointer, at now: Instant) {
        let silence = audio?.codec.silence ?? G711.aLawSilence
        switch jitter.pull(into: frame, at: now) {
        case .complete, .partial: break
        case .missing, .idle: frame.initializeMemory(as: UInt8.self, repeating: silence)
        }
        if audio?.codec == .pcmu { Transcoding.aLaw(fromMuLaw: frame) }
    }
}

extension MediaLeg {
    /// Packets that came and those that are missing by sequence number.
    public var figures: (received: UInt64, lost: UInt64) { (reception.received, reception.lost) }
}
