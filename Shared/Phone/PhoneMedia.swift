import Audio
import Protocols
import Vocabulary

/// Sound of one call: speech out every 20 ms, packets in, keys both ways, listening, recording.
struct PhoneMedia: Sendable {
    var negotiation: OfferAnswer
    private var ssrc: UInt32
    private var sequence: UInt16
    private var timestamp: UInt32
    private var speech = SpeechQueue()
    private var keys = TelephoneEventSender()
    private var isPressing = false
    private var reception = RTPReception()
    private var events = TelephoneEventReceiver()
    private var jitter: JitterBuffer
    private var jitterCodec: AudioCodec
    private var listener: SpeechListener
    private var recorder: CallRecorder?
    private(set) var recordedSince: Instant?
    private(set) var sent: UInt64 = 0
    private var wasHeld = false

    init(negotiation: OfferAnswer, listening: SpeechListener.Settings, records: Bool, tokens: inout TokenSource) {
        self.negotiation = negotiation
        self.ssrc = tokens.next32()
        self.sequence = UInt16(truncatingIfNeeded: tokens.next())
        self.timestamp = tokens.next32()
        self.jitter = JitterBuffer(filler: AudioCodec.pcma.silence)
        self.jitterCodec = .pcma
        self.listener = SpeechListener(listening)
        self.recorder = records ? CallRecorder() : nil
    }

    var isListening: Bool { self.listener.isSpeaking }
    var recording: WaveFile? { self.recorder?.wave }
    var received: UInt64 { self.reception.received }
    var lost: UInt64 { self.reception.lost }
    var jitterMilliseconds: Double { self.reception.jitterMilliseconds }

    mutating func say(_ samples: [Int16]) { self.speech.append(samples) }
    mutating func fallSilent() { self.speech.clear() }

    /// As telephone events, or as tones for a peer that takes none.
    mutating func press(_ digits: [DTMFDigit]) {
        guard self.negotiation.negotiated?.eventPayloadType != nil else {
            return self.speech.append(digits.flatMap { $0.character.asciiValue.flatMap { Tone.key($0) }?.samples(milliseconds: 160) ?? [] })
        }
        for digit in digits { self.keys.press(digit) }
        self.isPressing = !digits.isEmpty
    }

    // MARK: Out

    /// The packet of this tick; nil while nothing may be sent.
    mutating func tick(at now: Instant, _ events: inout [PhoneEvent]) -> (packet: [UInt8], to: SocketAddress)? {
        guard let audio = self.negotiation.negotiated else { return nil }
        self.noteHold(audio, &events)
        let frame = self.nextFrame(at: now, &events)
        self.play(audio, sent: frame, at: now)
        self.listen(self.listener.tick(at: now), &events)
        self.hear(self.events.tick(at: now), &events)
        defer { self.timestamp &+= UInt32(SpeechQueue.frame) }
        guard let remote = audio.remote, audio.direction.sends else { return nil }
        let packet = self.packet(audio, frame)
        self.sequence &+= 1
        self.sent += 1
        if self.isPressing, self.keys.isIdle {
            self.isPressing = false
            events.append(.pressed)
        }
        return (packet, remote)
    }

    private mutating func nextFrame(at now: Instant, _ events: inout [PhoneEvent]) -> [Int16] {
        guard let (samples, endsVoice) = self.speech.next() else { return [Int16](repeating: 0, count: SpeechQueue.frame) }
        if endsVoice { events.append(.said(at: now)) }
        return Array(samples)
    }

    private mutating func packet(_ audio: NegotiatedAudio, _ frame: [Int16]) -> [UInt8] {
        var header = RTPHeader(marker: self.sent == 0, payloadType: audio.payloadType, sequence: self.sequence, timestamp: self.timestamp, ssrc: self.ssrc)
        if let type = audio.eventPayloadType, let event = self.keys.next(timestamp: self.timestamp) {
            header.payloadType = type
            header.marker = event.marker
            header.timestamp = event.timestamp
            return header.packet(event.event.bytes)
        }
        return header.packet(audio.codec == .pcma ? G711.aLaw(frame) : G711.muLaw(frame))
    }

    private mutating func noteHold(_ audio: NegotiatedAudio, _ events: inout [PhoneEvent]) {
        guard audio.isHeldByPeer != self.wasHeld else { return }
        self.wasHeld = audio.isHeldByPeer
        events.append(.held(self.wasHeld))
    }

    // MARK: In

    mutating func packetReceived(_ packet: UnsafeRawBufferPointer, at now: Instant, _ events: inout [PhoneEvent]) {
        guard let audio = self.negotiation.negotiated, MediaDatagram(packet) == .rtp, let (header, range) = try? RTPHeader.parse(packet) else { return }
        let payload = UnsafeRawBufferPointer(rebasing: packet[range])
        let kind = audio.kind(ofReceived: header.payloadType)
        if kind == .event {
            let verdict = self.reception.packetReceived(header, timed: false, at: now)
            guard verdict == .accepted || verdict == .restarted, let event = TelephoneEvent(payload) else { return }
            return self.hear(self.events.eventReceived(event, timestamp: header.timestamp, at: now), &events)
        }
        guard kind == .sound else { return }
        switch self.reception.packetReceived(header, at: now) {
        case .duplicate, .implausible: return
        case .restarted: self.jitter.reset()
        case .accepted: break
        }
        self.matchCodec(audio.codec)
        self.jitter.insert(payload, timestamp: header.timestamp, at: now)
        let power = Level.power(Self.linear(Array(payload), audio.codec))
        self.listen(self.listener.heard(power: power, duration: .microseconds(payload.count * 125), at: now), &events)
    }

    private mutating func matchCodec(_ codec: AudioCodec) {
        guard codec != self.jitterCodec else { return }
        self.jitterCodec = codec
        self.jitter = JitterBuffer(filler: codec.silence)
    }

    private mutating func play(_ audio: NegotiatedAudio, sent frame: [Int16], at now: Instant) {
        var bytes = [UInt8](repeating: audio.codec.silence, count: SpeechQueue.frame)
        let pull = bytes.withUnsafeMutableBytes { self.jitter.pull(into: $0, quiet: !self.listener.isSpeaking, at: now) }
        guard self.recorder != nil else { return }
        let heard = pull == .complete || pull == .partial ? Self.linear(bytes, audio.codec) : [Int16](repeating: 0, count: SpeechQueue.frame)
        if self.recordedSince == nil { self.recordedSince = now }
        self.recorder?.record(sent: frame, heard: heard)
    }

    private static func linear(_ bytes: [UInt8], _ codec: AudioCodec) -> [Int16] {
        codec == .pcma ? G711.linear(aLaw: bytes) : G711.linear(muLaw: bytes)
    }

    private func listen(_ effects: [SpeechListener.Effect], _ events: inout [PhoneEvent]) {
        for effect in effects {
            switch effect {
            case .began(let at): events.append(.soundBegan(at: at))
            case .ended(let at, let voiced): events.append(.soundEnded(at: at, voiced: voiced))
            }
        }
    }

    private func hear(_ effects: [TelephoneEventReceiver.Effect], _ events: inout [PhoneEvent]) {
        for case .pressed(let digit) in effects { events.append(.key(digit)) }
    }
}
