import Audio
import Contracts
import Protocols
import Vocabulary

/// The RTP side of one leg: what was agreed, where packets come from, their order and loss, keys, and our own stream.
public struct MediaLeg: Sendable {
    /// What an arriving packet holds, and where in it.
    enum Arrival: Equatable {
        case nothing
        case packet(Kind, RTPHeader, Range<Int>)
    }

    typealias Kind = NegotiatedAudio.Kind

    /// Nil until offer and answer are complete.
    public private(set) var audio: NegotiatedAudio?
    /// Where our packets go: what was signalled, until the peer's own packets show better (symmetric RTP, RFC 4961).
    public private(set) var remote: SocketAddress?
    var reception = RTPReception()
    var sender: RTPSender
    public internal(set) var reports = ReportExchange()
    /// Keys that the peer presses, and those that it is told of.
    var keys = TelephoneEventReceiver()
    var keysOut = KeysOut(clockRate: 8000)
    /// Hears keys in the sound of a peer that knows no telephone events.
    private var tones: KeyTones?
    private var sound: ReceivedSound
    var encoder = SentSound(.pcma)
    private(set) var heardAt: Instant
    private let settings: MediaSettings
    private var isLatched = false
    /// Packets of a wrong payload type, source or version.
    public private(set) var strangers: UInt64 = 0

    /// - Parameter random: makes the stream's SSRC and first numbers.
    public init(_ settings: MediaSettings, random: (UInt64, UInt64), at now: Instant) {
        self.settings = settings
        sender = RTPSender(ssrc: UInt32(truncatingIfNeeded: random.0), sequence: UInt16(truncatingIfNeeded: random.1 >> 48), timestamp: UInt32(truncatingIfNeeded: random.1))
        sound = ReceivedSound(.pcma, minimum: settings.jitterMinimum, maximum: settings.jitterMaximum)
        heardAt = now
    }

    /// A session was agreed, for the first time or anew.
    public mutating func agreed(_ audio: NegotiatedAudio, at now: Instant) {
        if (self.audio?.codec ?? .pcma) != audio.codec { change(to: audio.codec) }
        if self.audio?.eventClockRate ?? 8000 != audio.eventClockRate { keysOut = KeysOut(clockRate: audio.eventClockRate) }
        tones = audio.eventPayloadType == nil && audio.codec.isCompanded ? tones ?? KeyTones() : nil
        if self.audio?.remote != audio.remote {
            remote = audio.remote
            isLatched = false
        }
        self.audio = audio
        heardAt = now
    }

    private mutating func change(to codec: AudioCodec) {
        sound = ReceivedSound(codec, minimum: settings.jitterMinimum, maximum: settings.jitterMaximum)
        encoder = SentSound(codec)
        if reception.clockRate != codec.clockRate { reception = RTPReception(clockRate: codec.clockRate) }
    }

    public var sends: Bool { audio.map { $0.direction.sends } ?? false }
    var receives: Bool { audio.map { $0.direction.receives } ?? false }
    /// Its phone holds the call: it does not want our sound (RFC 3264 §8.4).
    public var isAway: Bool { audio.map { $0.isHeldByPeer } ?? false }
    /// Its sound must be listened to for keys.
    var hasTones: Bool { tones != nil }

    // MARK: Arrival

    mutating func arrived(_ packet: UnsafeRawBufferPointer, from source: SocketAddress, at now: Instant) -> Arrival {
        guard let audio, case .rtp = MediaDatagram(packet), let (header, payload) = try? RTPHeader.parse(packet),
            let kind = audio.kind(ofReceived: header.payloadType), accepts(source, at: now)
        else {
            strangers += 1
            return .nothing
        }
        heardAt = now
        switch reception.packetReceived(header, timed: kind == .sound, at: now) {
        case .duplicate, .implausible: return .nothing
        case .restarted: sound.reset()
        case .accepted: break
        }
        return .packet(kind, header, payload)
    }

    /// The first source that sends what was agreed is the peer; another one takes its place only after a silence, so
    /// that nobody can talk into a call that is alive. The place that was signalled is always the peer's.
    private mutating func accepts(_ source: SocketAddress, at now: Instant) -> Bool {
        guard source != remote, source != audio?.remote else {
            remote = source
            isLatched = true
            return true
        }
        guard settings.symmetric, !isLatched || now - heardAt > settings.relatchAfter else { return !settings.symmetric && source.ip == remote?.ip }
        remote = source
        isLatched = true
        return true
    }

    // MARK: Sound

    mutating func keep(_ payload: UnsafeRawBufferPointer, timestamp: UInt32, at now: Instant) { sound.insert(payload, timestamp: timestamp, at: now) }
    mutating func fellSilent(_ payload: UnsafeRawBufferPointer) { sound.noiseDescribed(payload) }

    /// 20 ms of what came, as A-law; silence where nothing did.
    /// - Returns: a key that begins to be heard in it.
    mutating func pull(into frame: UnsafeMutableRawBufferPointer, at now: Instant) -> UInt8? {
        withUnsafeTemporaryAllocation(of: Int16.self, capacity: frame.count) { samples in
            let key = pull(samples: samples, at: now)
            G711.encode(samples, into: frame)
            return key
        }
    }

    /// The same, linear.
    mutating func pull(samples: UnsafeMutableBufferPointer<Int16>, at now: Instant) -> UInt8? {
        sound.pull(into: samples, at: now)
        return tones?.heard(UnsafeBufferPointer(samples))
    }
}

extension MediaLeg {
    /// Packets that came and those that are missing by sequence number.
    public var figures: (received: UInt64, lost: UInt64) { (reception.received, reception.lost) }
    public var jitterMilliseconds: Double { reception.jitterMilliseconds }
}
