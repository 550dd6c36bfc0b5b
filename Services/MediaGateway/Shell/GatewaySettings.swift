import MediaGatewayCore
import Protocols
import Runtime
import Sockets
import Vocabulary

/// `media-gateway` in the configuration.
public struct GatewaySettings: Sendable {
    /// Where SIP is listened for, and the address written into Contact and SDP.
    public var listen: SocketAddress
    public var advertised: IPAddress
    /// Where TCP and TLS are listened for; a transport that is absent is not offered.
    public var streams: [SIPPeer.Transport: SocketAddress] = [:]
    public var streamLimits = SignallingStreams.Limits()
    public var timers = SIPTimers()
    /// RFC 4028, in seconds: what is granted at most, and what is refused as too short.
    public var sessionExpires: (longest: UInt32, shortest: UInt32) = (1800, 90)
    public var tls = TLSSettings()
    public var rtpAddress: IPAddress
    public var rtpPorts: Range<Int>
    public var receiveBuffer = 1 << 19
    public var dscp = 46
    public var mediaThreads = 1
    /// What is offered and accepted, in this order in our offers.
    public var codecs: [AudioCodec] = [.pcma, .pcmu, .g722, .opus]
    /// Whether sound is encrypted, where a trunk or phone has no rule of its own.
    public var security = MediaSecurity.optional
    public var dialPlan = DialPlan()
    /// WAVE file of the `play` number; nil plays a tune of tones.
    public var playFile: String?
    /// WAVE file that somebody on hold hears; nil plays a quiet tune of tones.
    public var holdFile: String?
    /// Folder with `<prompt>.wav`.
    public var prompts: String?
    public var call = CallPolicy()
    public var media = MediaSettings()
    public var silence = SpeechWatch.Settings()
    /// Calls at once.
    public var capacity = 400
    /// Lines to the telephone network; empty = any peer may call.
    public var trunks: [Trunk] = []
    /// Who is asked for trunks that are named by a host; nil asks as the system is set up to.
    public var resolver: HostResolver?
    /// How often they are looked up.
    public var locateEvery = Duration.seconds(60)
    /// What addresses that belong to no trunk may send.
    public var flood = FloodGuard.Settings()
    /// Whose calls and events these are before Routing has said so.
    public var tenant: TenantID = "default"
    public var realm = "hotline"
    public var retryAfter = 5
    public var drainLimit = Duration.seconds(600)
    public var records = true

    public init(listen: SocketAddress, advertised: IPAddress? = nil, rtpPorts: Range<Int> = 20000..<22000) {
        self.listen = listen
        self.advertised = advertised ?? listen.ip
        rtpAddress = listen.ip
        self.rtpPorts = rtpPorts
    }
}

extension GatewaySettings {
    /// - Parameter index: instances of one machine use consecutive blocks of ports.
    public init(_ reader: inout SettingsReader, index: Int) {
        let address = reader.address("media-gateway.sip.address", default: .loopback)
        let port = reader.int("media-gateway.sip.port", default: 5060, in: 1...65000) + index * reader.int("media-gateway.sip.port-step", default: 10, in: 1...1000)
        let firstRTP = reader.int("media-gateway.rtp.first-port", default: 20000, in: 1024...65000) / 2 * 2
        let count = reader.int("media-gateway.rtp.ports", default: 2000, in: 4...60000) / 2 * 2
        let start = min(firstRTP + index * count, 65534 - count)
        self.init(
            listen: SocketAddress(ip: address, port: UInt16(clamping: port)),
            advertised: reader.address("media-gateway.sip.advertise", default: address), rtpPorts: start..<start + count)
        rtpAddress = reader.address("media-gateway.rtp.address", default: address)
        readStreams(&reader)
        readService(&reader)
        readMedia(&reader)
        readCall(&reader)
    }

    private mutating func readStreams(_ reader: inout SettingsReader) {
        if reader.bool("media-gateway.sip.tcp", default: true) { streams[.tcp] = listen }
        let port = reader.int("media-gateway.sip.tls.port-offset", default: 1, in: 1...1000) + Int(listen.port)
        tls.certificate = reader.string("media-gateway.sip.tls.certificate")
        tls.key = reader.string("media-gateway.sip.tls.key")
        tls.authorities = reader.string("media-gateway.sip.tls.authorities")
        tls.minimum = reader.choice("media-gateway.sip.tls.minimum", default: tls.minimum)
        if tls.certificate != nil { streams[.tls] = SocketAddress(ip: listen.ip, port: UInt16(clamping: port)) }
        if (tls.certificate == nil) != (tls.key == nil) { reader.complain("media-gateway.sip.tls", "needs a certificate and its key, or neither") }
        sessionExpires.longest = UInt32(reader.int("media-gateway.sip.session-expires", default: Int(sessionExpires.longest), in: 90...86_400))
        streamLimits.connections = reader.int("media-gateway.sip.connections", default: streamLimits.connections, in: 1...100_000)
        streamLimits.perSource = reader.int("media-gateway.sip.connections-per-source", default: streamLimits.perSource, in: 1...100_000)
        streamLimits.idle = reader.duration("media-gateway.sip.idle", default: streamLimits.idle, in: .seconds(10) ... .seconds(86_400))
    }

    private mutating func readService(_ reader: inout SettingsReader) {
        capacity = reader.int("media-gateway.capacity", default: capacity, in: 1...20000)
        trunks = reader.trunks(under: "media-gateway.trunks")
        flood.messages = TokenBucket.Rate(perSecond: reader.double("media-gateway.sip.messages-per-second", default: 100, in: 1...100_000), burst: 200)
        flood.strangers = TokenBucket.Rate(perSecond: reader.double("media-gateway.sip.strangers-per-second", default: 2000, in: 1...1_000_000))
        tenant = TenantID(reader.string("media-gateway.tenant", default: tenant.value))
        realm = reader.string("media-gateway.realm", default: realm)
        retryAfter = reader.int("media-gateway.retry-after", default: retryAfter, in: 1...3600)
        drainLimit = reader.duration("media-gateway.drain-limit", default: drainLimit)
        records = reader.bool("media-gateway.recording", default: records)
        dialPlan.echo = Set(reader.list("media-gateway.numbers.echo", default: dialPlan.echo.sorted()))
        dialPlan.play = Set(reader.list("media-gateway.numbers.play", default: dialPlan.play.sorted()))
        playFile = reader.string("media-gateway.play-file")
        holdFile = reader.string("media-gateway.hold-file")
        prompts = reader.string("media-gateway.prompts")
    }

    private mutating func readMedia(_ reader: inout SettingsReader) {
        receiveBuffer = reader.int("media-gateway.rtp.receive-buffer", default: receiveBuffer, in: 0...(1 << 26))
        dscp = reader.int("media-gateway.rtp.dscp", default: dscp, in: 0...63)
        mediaThreads = reader.int("media-gateway.media-threads", default: mediaThreads, in: 1...64)
        codecs =
            reader.parsed("media-gateway.rtp.codecs", "PCMA, PCMU, G722, OPUS between commas") { text in
                let codecs = text.split(separator: ",").map { AudioCodec(rawValue: $0.trimmingSpaces.uppercased()) }
                return codecs.isEmpty || codecs.contains(nil) ? nil : codecs.compactMap { $0 }
            } ?? codecs
        security = reader.choice("media-gateway.rtp.encryption", default: security)
        media.cleansSpeech = reader.bool("media-gateway.voice.clean", default: media.cleansSpeech)
        media.symmetric = reader.bool("media-gateway.rtp.symmetric", default: media.symmetric)
        media.timeout = reader.duration("media-gateway.rtp.timeout", default: media.timeout, in: .seconds(1) ... .seconds(3600))
        media.reportEvery = reader.duration("media-gateway.rtp.report-every", default: media.reportEvery, in: .seconds(1) ... .seconds(60))
        media.jitterMinimum = reader.duration("media-gateway.jitter.minimum", default: media.jitterMinimum, in: .zero ... .milliseconds(200))
        media.jitterMaximum = reader.duration("media-gateway.jitter.maximum", default: media.jitterMaximum, in: .milliseconds(20) ... .milliseconds(500))
        media.onset.margin = Float(reader.double("media-gateway.voice.margin", default: Double(media.onset.margin), in: 3...40))
        media.onset.echoMargin = Float(reader.double("media-gateway.voice.echo-margin", default: Double(media.onset.echoMargin), in: 0...40))
        media.onset.quietest = Float(reader.double("media-gateway.voice.quietest", default: Double(media.onset.quietest), in: -90...0))
        media.onset.run = reader.int("media-gateway.voice.run", default: media.onset.run, in: 1...50)
        media.onset.hangOver = reader.int("media-gateway.voice.hang-over", default: media.onset.hangOver, in: 1...200)
        media.playOut.longestPause = reader.duration("media-gateway.voice.longest-pause", default: media.playOut.longestPause)
    }

    private mutating func readCall(_ reader: inout SettingsReader) {
        call.admission = reader.duration("media-gateway.call.admission", default: call.admission, in: .milliseconds(10) ... .seconds(10))
        call.conversationStart = reader.duration("media-gateway.call.conversation-start", default: call.conversationStart, in: .milliseconds(10) ... .seconds(10))
        call.reassignments = reader.int("media-gateway.call.reassignments", default: call.reassignments, in: 0...100)
        call.promptRepeats = reader.int("media-gateway.call.prompt-repeats", default: call.promptRepeats, in: 1...100)
        call.promptPause = reader.duration("media-gateway.call.prompt-pause", default: call.promptPause)
        call.queuePatience = reader.duration("media-gateway.call.queue-patience", default: call.queuePatience)
        call.dutyRing = reader.duration("media-gateway.call.duty-ring", default: call.dutyRing)
        call.longestCall = reader.duration("media-gateway.call.longest", default: call.longestCall)
        silence.limit = reader.duration("media-gateway.speech.silence", default: silence.limit, in: .milliseconds(100) ... .seconds(60))
        silence.every = reader.duration("media-gateway.speech.check-every", default: silence.every, in: .milliseconds(20) ... .seconds(10))
    }
}

/// Files of TLS; without a certificate nothing listens for it.
public struct TLSSettings: Sendable {
    public var certificate: String?
    public var key: String?
    /// Authorities that trunks' certificates must come from; nil believes any.
    public var authorities: String?
    public var minimum = TLSContext.Version.tls13
    public init() {}
}

extension SettingsReader {
    /// A numeric IP address.
    mutating func address(_ key: String, default fallback: IPAddress) -> IPAddress {
        parsed(key, "a numeric IPv4 or IPv6 address") { IPAddress($0) } ?? fallback
    }
}

extension Substring {
    fileprivate var trimmingSpaces: String { String(split(separator: " ").joined()) }
}
