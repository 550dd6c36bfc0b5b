import Audio
import Contracts
import MediaGatewayCore
import Protocols
import Vocabulary

/// Keeps what a call's sound sends and tells.
final class KeptOutput: MediaOutput {
    struct Packet: Equatable {
        var place: LegPlace
        var header: RTPHeader
        var payload: [UInt8]
        var remote: SocketAddress
    }

    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 2048, alignment: 16)
    var packets: [Packet] = []
    var reports: [RTCPPacket] = []
    var reportPlaces: [SocketAddress] = []
    var notes: [MediaNote] = []
    var heard: [AudioFrame] = []
    var controls: [StreamControl] = []
    var segments: [[UInt8]] = []
    var pauses: [Int] = []

    deinit { scratch.deallocate() }

    var unixMicroseconds: Int64 { 1_767_225_600_000_000 }

    func send(_ packet: UnsafeRawBufferPointer, on place: LegPlace, to remote: SocketAddress) {
        guard let (header, payload) = try? RTPHeader.parse(packet) else { return }
        packets.append(Packet(place: place, header: header, payload: Array(packet[payload]), remote: remote))
    }
    func report(_ packet: [UInt8], on place: LegPlace, to remote: SocketAddress, isMuxed: Bool) {
        reportPlaces.append(remote)
        reports += packet.withUnsafeBytes { (try? RTCPPacket.parse($0)) ?? [] }
    }
    func note(_ note: MediaNote) { notes.append(note) }
    func hear(_ frame: AudioFrame) { heard.append(frame) }
    func control(_ key: StreamKey, _ control: StreamControl) { controls.append(control) }
    func recorded(_ segment: [UInt8]) { segments.append(segment) }
    func paused(after milliseconds: Int) { pauses.append(milliseconds) }

    /// Sent to the caller.
    var toCaller: [Packet] { packets.filter { $0.place == .caller } }
    var toAgent: [Packet] { packets.filter { $0.place == .agent } }
}

/// A call's sound on virtual time: packets in, ticks, packets out.
struct AudioBench {
    static let callerAddress = SocketAddress(ip: .v4(0x0A00_0001), port: 4000)
    static let agentAddress = SocketAddress(ip: .v4(0x0A00_0002), port: 6000)

    var audio: CallAudio
    var output = KeptOutput()
    var now = Instant.zero
    private var sequences: [LegPlace: UInt16] = [.caller: 65_530, .agent: 10]
    private var timestamps: [LegPlace: UInt32] = [.caller: .max - 300, .agent: 10]

    init(codec: AudioCodec = .pcma, settings: MediaSettings = MediaSettings(), events: Bool = true, noise: Bool = false) throws {
        audio = CallAudio(caller: MediaLeg(settings, random: (11, 0x00FF_0000_0000_0063), at: .zero), settings: settings)
        audio.caller.agreed(try Self.agreed(codec, Self.callerAddress, events: events, noise: noise), at: .zero)
    }

    /// What an offer with that codec, from that address, comes to.
    static func agreed(_ codec: AudioCodec, _ remote: SocketAddress, direction: MediaDirection = .sendReceive, events: Bool = true, noise: Bool = false) throws -> NegotiatedAudio {
        var session = OfferAnswer(media: SocketAddress(ip: .loopback, port: 20_000), sessionID: 1, capabilities: .init(codecs: AudioCodec.allCases))
        let offer = """
            v=0
            o=- 1 1 IN IP4 \(remote.ip)
            s=-
            c=IN IP4 \(remote.ip)
            t=0 0
            m=audio \(remote.port) RTP/AVP \(codec.payloadType)\(events ? " 101" : "")\(noise ? " 13" : "")
            a=rtpmap:\(codec.payloadType) \(codec.encoding)
            a=rtpmap:101 telephone-event/8000
            a=\(direction.rawValue)
            """
        _ = try session.offerReceived(Array((offer + "\n").utf8))
        guard let agreed = session.negotiated else { throw OfferAnswerError.notAcceptable }
        return agreed
    }

    mutating func addAgent(_ codec: AudioCodec = .pcma, settings: MediaSettings = MediaSettings()) throws {
        audio.open(MediaLeg(settings, random: (22, 7), at: now), at: .agent, isAgent: true)
        audio.agreed(try Self.agreed(codec, Self.agentAddress), at: .agent, at: now)
    }

    static func address(_ place: LegPlace) -> SocketAddress {
        switch place {
        case .caller: callerAddress
        case .agent: agentAddress
        default: SocketAddress(ip: .v4(0x0A00_0002 + UInt32(place.number)), port: 6000)
        }
    }

    /// Somebody whose phone rings.
    mutating func addGuest(_ place: LegPlace, _ codec: AudioCodec = .pcma, settings: MediaSettings = MediaSettings()) throws {
        audio.open(MediaLeg(settings, random: (UInt64(30 + place.number), 7), at: now), at: place, isAgent: false)
        audio.agreed(try Self.agreed(codec, Self.address(place)), at: place, at: now)
    }

    /// A packet of a party, the next of its stream.
    mutating func receive(_ payload: [UInt8], from party: LegPlace = .caller, type: UInt8 = 8, marker: Bool = false, address: SocketAddress? = nil, timestamp: UInt32? = nil, ssrc: UInt32? = nil) {
        let header = RTPHeader(
            marker: marker, payloadType: type, sequence: sequences[party, default: 0], timestamp: timestamp ?? timestamps[party, default: 0], ssrc: ssrc ?? (5 + UInt32(party.number)))
        sequences[party, default: 0] &+= 1
        timestamps[party, default: 0] &+= 160
        receive(bytes: header.packet(payload), from: party, address: address)
    }

    /// The party's next packet is lost on its way.
    mutating func skip(_ party: LegPlace = .caller) {
        sequences[party, default: 0] &+= 1
        timestamps[party, default: 0] &+= 160
    }

    mutating func receive(bytes: [UInt8], from party: LegPlace = .caller, address: SocketAddress? = nil) {
        let source = address ?? Self.address(party)
        bytes.withUnsafeBytes { audio.packetReceived($0, from: source, on: party, at: now, to: &output) }
    }

    mutating func tick(_ count: Int = 1) {
        for _ in 0..<count {
            now = now + .milliseconds(20)
            audio.tick(at: now, to: &output)
        }
    }

    /// 20 ms of the caller's sound and a tick, each time.
    mutating func talk(_ frames: [[UInt8]]) {
        for frame in frames {
            receive(frame)
            tick()
        }
    }

    static func tone(_ frequency: Double, level: Double = -12, frames: Int) -> [[UInt8]] {
        let octets = G711.aLaw(Tone(frequency, level: level).samples(milliseconds: frames * 20))
        return (0..<frames).map { Array(octets[$0 * 160..<$0 * 160 + 160]) }
    }
    static let silence = [UInt8](repeating: G711.aLawSilence, count: 160)
}
