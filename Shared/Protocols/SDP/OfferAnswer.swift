/// Negotiates one audio stream by offer and answer (RFC 3264), over a call's whole life.
public struct OfferAnswer: Sendable {
    public struct Capabilities: Sendable {
        /// In order of preference, for our offers; an answer follows the offerer's order (§6.1).
        public var codecs: [AudioCodec]
        public var telephoneEvents = true
        /// Milliseconds.
        public var packetTime = 20
        /// Offer preconditions (RFC 3312), for trunks that want them; those of the peer are always answered.
        public var preconditions = false
        public var security = MediaSecurity.off
        /// Our master key and salt: 30 random octets, needed unless `security` is off.
        public var key: [UInt8] = []

        public init(codecs: [AudioCodec] = [.pcma, .pcmu]) { self.codecs = codecs }
    }

    private enum State: Sendable {
        /// Nothing said yet, or all offers answered. Can transition to `offered`.
        case stable
        /// Ours is out. Can transition to `stable` by an answer or `offerFailed`.
        case offered
    }

    public let media: SocketAddress
    private let capabilities: Capabilities
    private let sessionID: String
    private var version: UInt64 = 0
    private var local: SessionDescription?
    private var state = State.stable
    /// What we would like: `sendOnly` puts the peer on hold.
    public var wish = MediaDirection.sendReceive
    public private(set) var negotiated: NegotiatedAudio?

    /// - Parameters:
    ///   - media: address and port that our RTP arrives at.
    ///   - sessionID: decimal digits, unique per call.
    public init(media: SocketAddress, sessionID: UInt64, capabilities: Capabilities = Capabilities()) {
        self.media = media
        self.capabilities = capabilities
        // Some implementations read the session id as a signed 64-bit number.
        self.sessionID = String(sessionID >> 1)
    }

    public var isOfferPending: Bool {
        if case .offered = self.state { return true }
        return false
    }

    // MARK: Our offer

    /// - Throws: `offerPending` while another offer of ours waits.
    public mutating func makeOffer() throws(OfferAnswerError) -> [UInt8] {
        guard !self.isOfferPending else { throw .offerPending }
        self.state = .offered
        var lines = [self.offeredAudio()]
        // §8: media lines never disappear; those refused before stay refused.
        if let earlier = self.local?.media.dropFirst(self.audioIndex + 1) { lines += earlier.map(Self.refusal) }
        if self.audioIndex > 0, let before = self.local?.media.prefix(self.audioIndex) { lines = before.map(Self.refusal) + lines }
        return self.publish(lines).bytes
    }

    /// The peer refused our offer or never answered: what was agreed before still holds (§8).
    public mutating func offerFailed() { self.state = .stable }

    /// - Throws: `unexpectedAnswer`, `malformed`, and what says why nothing fits.
    public mutating func answerReceived(_ sdp: [UInt8]) throws(OfferAnswerError) -> NegotiatedAudio {
        guard self.isOfferPending else { throw .unexpectedAnswer }
        self.state = .stable
        let answer = try Self.parse(sdp)
        guard answer.media.indices.contains(self.audioIndex), let local else { throw .unexpectedAnswer }
        let ours = local.media[self.audioIndex]
        guard var audio = self.negotiate(answer, answer.media[self.audioIndex], localDirection: local.direction(of: ours)) else { throw self.mismatch(answer) }
        let own = ours.formats.first { ours.encoding(of: $0).flatMap(AudioCodec.init(encoding:)) == audio.codec }.flatMap { UInt8($0) }
        if own != audio.payloadType { audio.ownPayloadType = own }
        let events = Self.payloadType(of: "TELEPHONE-EVENT/\(audio.eventClockRate)", ours)
        if audio.eventPayloadType != nil, events != audio.eventPayloadType { audio.ownEventPayloadType = events }
        self.negotiated = audio
        return audio
    }

    // MARK: The peer's offer

    /// - Returns: the answer to send.
    /// - Throws: `offerPending` (glare), `malformed`, and what says why nothing fits; the agreed session stays as it was.
    public mutating func offerReceived(_ sdp: [UInt8]) throws(OfferAnswerError) -> [UInt8] {
        guard !self.isOfferPending else { throw .offerPending }
        let offer = try Self.parse(sdp)
        var accepted: (index: Int, audio: NegotiatedAudio)?
        for (index, medium) in offer.media.enumerated() where accepted == nil {
            if let audio = self.negotiate(offer, medium, localDirection: self.wish) { accepted = (index, audio) }
        }
        guard let accepted else { return try self.streamsEnded(offer) }
        self.negotiated = accepted.audio
        let lines = offer.media.enumerated().map { index, medium in
            index == accepted.index ? self.answeredAudio(accepted.audio, to: medium) : Self.refusal(medium)
        }
        return self.publish(lines).bytes
    }

    /// §8.2: in a session that goes on the offerer may end its streams by port 0; nothing is sent until it offers again.
    private mutating func streamsEnded(_ offer: SessionDescription) throws(OfferAnswerError) -> [UInt8] {
        guard self.negotiated != nil, !offer.media.isEmpty, offer.media.allSatisfy({ $0.port == 0 }) else { throw self.mismatch(offer) }
        self.negotiated?.direction = .inactive
        self.negotiated?.remote = nil
        self.negotiated?.remoteControl = nil
        return self.publish(offer.media.map(Self.refusal)).bytes
    }

    // MARK: Lines

    private var audioIndex: Int { self.local?.media.firstIndex { $0.kind == "audio" && $0.port != 0 } ?? 0 }

    private static func parse(_ sdp: [UInt8]) throws(OfferAnswerError) -> SessionDescription {
        do { return try SessionDescription(sdp) } catch { throw .malformed(error) }
    }

    /// §6: a refused line keeps its kind and formats, with port 0.
    private static func refusal(_ medium: MediaDescription) -> MediaDescription {
        MediaDescription(kind: medium.kind, port: 0, transport: medium.transport, formats: medium.formats)
    }

    private func negotiate(_ remote: SessionDescription, _ medium: MediaDescription, localDirection: MediaDirection) -> NegotiatedAudio? {
        guard medium.kind == "audio", medium.port != 0, case let protection = self.protection(medium) else { return nil }
        var keys: MediaKeys?
        switch protection {
        case .refused: return nil
        case .clear: break
        case .sealed(let agreed): keys = agreed
        }
        guard let (codec, payloadType) = self.chooseCodec(medium), let address = remote.address(of: medium), !address.isMulticastOrBroadcast else { return nil }
        // c=0.0.0.0 is the hold of RFC 2543 (§8.4): nothing may be sent there.
        let isOldHold = address.isUnspecified
        var theirs = remote.direction(of: medium)
        if isOldHold { theirs = MediaDirection(sends: theirs.sends, receives: false) }
        let destination = isOldHold ? nil : SocketAddress(ip: address, port: medium.port)
        let events = self.events(medium, rate: codec.clockRate), isMuxed = !medium.attributes.filter { $0.name == "rtcp-mux" }.isEmpty
        return NegotiatedAudio(
            codec: codec, payloadType: payloadType, eventPayloadType: events?.type, eventClockRate: events?.rate ?? codec.clockRate,
            noisePayloadType: codec.isCompanded ? Self.payloadType(of: "CN/8000", medium) : nil,
            remote: destination, remoteControl: destination.map { isMuxed ? $0 : Self.control(medium, rtp: $0) },
            direction: localDirection.intersection(theirs.reversed), packetTime: Self.packetTime(medium), isControlMuxed: isMuxed, keys: keys)
    }

    /// Why none of the peer's lines fits, told by the one that came closest.
    private func mismatch(_ remote: SessionDescription) -> OfferAnswerError {
        let audio = remote.media.filter { $0.kind == "audio" && $0.port != 0 }
        guard !audio.isEmpty else { return .noAudio }
        let taken = audio.filter { if case .refused = self.protection($0) { false } else { true } }
        guard !taken.isEmpty else { return .transportRefused }
        let known = taken.filter { self.chooseCodec($0) != nil }
        guard !known.isEmpty else { return .notAcceptable }
        return known.contains { remote.address(of: $0) != nil } ? .multicast : .addressFormat
    }

    private func chooseCodec(_ medium: MediaDescription) -> (AudioCodec, UInt8)? {
        for format in medium.formats {
            guard let type = UInt8(format), type < 128, let encoding = medium.encoding(of: format) else { continue }
            guard let codec = AudioCodec(encoding: encoding), self.capabilities.codecs.contains(codec) else { continue }
            return (codec, type)
        }
        return nil
    }

    /// At the codec's rate (RFC 4733 §2.2), or at 8000 from peers that know no other.
    private func events(_ medium: MediaDescription, rate: UInt32) -> (type: UInt8, rate: UInt32)? {
        guard self.capabilities.telephoneEvents else { return nil }
        if let type = Self.payloadType(of: "TELEPHONE-EVENT/\(rate)", medium) { return (type, rate) }
        return Self.payloadType(of: "TELEPHONE-EVENT/8000", medium).map { ($0, 8000) }
    }

    private static func payloadType(of encoding: String, _ medium: MediaDescription) -> UInt8? {
        medium.formats.first { medium.encoding(of: $0) == encoding }.flatMap { UInt8($0) }.flatMap { $0 < 128 ? $0 : nil }
    }

    private static func packetTime(_ medium: MediaDescription) -> Int {
        guard let time = medium.packetTime, [10, 20, 30, 40, 60].contains(time) else { return 20 }
        return time
    }

    /// RFC 3605.
    private static func control(_ medium: MediaDescription, rtp: SocketAddress) -> SocketAddress {
        let port = medium.values("rtcp").first.flatMap { UInt16($0.prefix { $0 != " " }) }
        return SocketAddress(ip: rtp.ip, port: port ?? rtp.port &+ 1)
    }

    private func offeredAudio() -> MediaDescription {
        var formats: [(UInt8, AudioCodec)] = self.capabilities.codecs.map { ($0.payloadType, $0) }
        if let current = self.negotiated {
            // A payload type once bound stays bound (§8.3.2).
            let bound = current.ownPayloadType ?? current.payloadType
            formats.removeAll { $0.1 == current.codec || $0.0 == bound }
            formats.insert((bound, current.codec), at: 0)
        }
        let isRequired = self.capabilities.security == .required
        var cryptos: [MediaCrypto] = []
        if self.capabilities.security != .off {
            cryptos = MediaCrypto.Suite.allCases.enumerated().map { MediaCrypto(tag: $0 + 1, suite: $1, key: self.capabilities.key) }
        }
        var line = self.audio(formats, self.offeredEvents(formats), cryptos, transport: isRequired ? "RTP/SAVP" : "RTP/AVP", direction: self.wish)
        if self.capabilities.preconditions { line.attributes += QualityOfService.offer }
        return line
    }

    /// One type for each clock rate among the codecs.
    private func offeredEvents(_ formats: [(UInt8, AudioCodec)]) -> [(type: UInt8, rate: UInt32)] {
        guard self.capabilities.telephoneEvents else { return [] }
        let known = self.negotiated.flatMap { audio in (audio.ownEventPayloadType ?? audio.eventPayloadType).map { ($0, audio.eventClockRate) } }
        var taken = Set(formats.map(\.0) + (known.map { [$0.0] } ?? []))
        return Set(formats.map(\.1.clockRate)).sorted().map { rate in
            if let known, known.1 == rate { return (known.0, rate) }
            let type = (101...127).map(UInt8.init).first { !taken.contains($0) } ?? 101
            taken.insert(type)
            return (type, rate)
        }
    }

    private func answeredAudio(_ audio: NegotiatedAudio, to offer: MediaDescription) -> MediaDescription {
        let events = audio.eventPayloadType.map { [($0, audio.eventClockRate)] } ?? []
        var line = self.audio(
            [(audio.payloadType, audio.codec)], events, audio.keys.map { [$0.local] } ?? [], noise: audio.noisePayloadType, isMuxed: audio.isControlMuxed,
            transport: offer.transport, direction: audio.direction)
        line.attributes += QualityOfService.answer(to: offer)
        return line
    }

    private func audio(
        _ formats: [(UInt8, AudioCodec)], _ events: [(type: UInt8, rate: UInt32)], _ cryptos: [MediaCrypto], noise: UInt8? = nil, isMuxed: Bool = true, transport: String,
        direction: MediaDirection
    ) -> MediaDescription {
        let types = formats.map(\.0) + events.map(\.type) + (noise.map { [$0] } ?? [])
        var attributes: [SessionDescription.Attribute] = []
        for (type, codec) in formats {
            attributes.append(.init("rtpmap", "\(type) \(codec.encoding)"))
            if let parameters = codec.parameters { attributes.append(.init("fmtp", "\(type) \(parameters)")) }
        }
        for (type, rate) in events {
            attributes.append(.init("rtpmap", "\(type) telephone-event/\(rate)"))
            attributes.append(.init("fmtp", "\(type) 0-15"))
        }
        if let noise { attributes.append(.init("rtpmap", "\(noise) CN/8000")) }
        attributes += cryptos.map { .init("crypto", $0.text) }
        if isMuxed { attributes.append(.init("rtcp-mux")) }
        attributes.append(.init("ptime", String(self.capabilities.packetTime)))
        attributes.append(.init(direction.rawValue))
        return MediaDescription(kind: "audio", port: self.media.port, transport: transport, formats: types.map(String.init), attributes: attributes)
    }

    /// §5, §8: the version grows by one with each change, and only then.
    private mutating func publish(_ media: [MediaDescription]) -> SessionDescription {
        let address = self.media.ip.description
        if let local, local.media == media { return local }
        self.version += 1
        let origin = SessionDescription.Origin(sessionID: self.sessionID, version: self.version, address: address)
        let description = SessionDescription(origin: origin, connection: address, media: media)
        self.local = description
        return description
    }
}

extension OfferAnswer {
    private enum Protection {
        case refused
        case clear
        case sealed(MediaKeys)
    }

    /// What the policy makes of a line (RFC 4568 §5.1).
    private func protection(_ medium: MediaDescription) -> Protection {
        let security = self.capabilities.security, transport = medium.transport.uppercased()
        // With feedback (RFC 4585, RFC 5124) is as good: whoever sends none is in order.
        let isSecure = transport == "RTP/SAVP" || transport == "RTP/SAVPF"
        guard isSecure || transport == "RTP/AVP" || transport == "RTP/AVPF" else { return .refused }
        if security == .off { return isSecure ? .refused : .clear }
        // The first that is known: the peer's order is its preference.
        guard let remote = medium.values("crypto").lazy.compactMap({ MediaCrypto($0) }).first, self.capabilities.key.count == MediaCrypto.size else {
            return isSecure || security == .required ? .refused : .clear
        }
        guard isSecure || security == .optional else { return .refused }
        return .sealed(MediaKeys(local: MediaCrypto(tag: remote.tag, suite: remote.suite, key: self.capabilities.key), remote: remote))
    }
}
