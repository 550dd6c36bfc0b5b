import Audio
import CSys
import Foundation
import Protocols
import Vocabulary

/// A telephone on real sockets, stepped by hand on a thread of its own: calls, says what it is told, keeps what it hears.
final class TestCaller {
    private let sip: Int32
    private let rtp: Int32
    private let address: SocketAddress
    private var endpoint: SIPEndpoint
    private var session: OfferAnswer
    private var call: SIPCallKey?
    /// A second call of the same phone, and what it is to say there.
    private var consultation: (call: SIPCallKey, session: OfferAnswer)?
    /// A call that rings here and was not answered yet.
    private var ringing: (call: SIPCallKey, offer: [UInt8])?
    private var sequence: UInt16 = 1000
    private var timestamp: UInt32 = 50_000
    private var nextFrame = Instant.zero
    private(set) var events: [String] = []
    private(set) var isAnswered = false
    private(set) var isEnded = false
    private(set) var status: Int?
    private(set) var registered: Bool?
    /// A-law as it came, with the time of arrival of each packet.
    private(set) var heard: [(at: Instant, alaw: [UInt8])] = []
    var saying: [UInt8] = []
    var keys = TelephoneEventSender()
    /// Nothing more is heard of its signalling, or of its sound.
    var isDeaf = false
    var isMute = false
    private var answersIncoming: Bool
    /// Whoever calls is refused.
    var refuses: (status: Int, reason: SIPReason?)?
    /// Whoever calls hears us before we answer.
    var playsEarly = false
    private var earlyAnswer: [UInt8]?
    /// Whose number the last call showed.
    private(set) var shown: SIPCallerIdentity?

    /// - Parameter session: seconds of its session timer.
    init(answersIncoming: Bool = false, codecs: [AudioCodec] = [.pcma], session seconds: UInt32? = nil) throws {
        var any = sys_address()
        guard sys_address_parse("127.0.0.1", 0, &any) == 0 else { throw CallerError.noSocket }
        sip = sys_udp_open(&any, 0, 0)
        rtp = sys_udp_open(&any, 1 << 20, 0)
        guard sip >= 0, rtp >= 0 else { throw CallerError.noSocket }
        address = try Self.local(sip)
        var configuration = SIPEndpoint.Configuration(local: address, contactUser: "caller")
        if let seconds { (configuration.sessionExpires, configuration.minimumSessionExpires) = (seconds, 1) }
        endpoint = SIPEndpoint(configuration)
        session = OfferAnswer(media: try Self.local(rtp), sessionID: 7, capabilities: .init(codecs: codecs))
        self.answersIncoming = answersIncoming
    }

    deinit {
        close(sip)
        close(rtp)
    }

    enum CallerError: Error { case noSocket }

    private static func local(_ fd: Int32) throws -> SocketAddress {
        var local = sys_address()
        guard sys_udp_local(fd, &local) == 0 else { throw CallerError.noSocket }
        return SocketAddress(ip: .loopback, port: local.port)
    }

    var contact: SocketAddress { address }
    var now: Instant { Instant(nanoseconds: sys_monotonic()) }

    func dial(_ number: String, at gateway: SocketAddress, as caller: String = "13800000001") throws {
        let (key, effects) = endpoint.invite(
            SIPURI(user: number, host: gateway.host, port: gateway.port),
            from: SIPNameAddress(uri: SIPURI(user: caller, host: "caller.invalid")),
            to: SIPPeer(gateway), offer: try session.makeOffer(), at: now)
        call = key
        perform(effects)
    }

    /// Puts the peer of this call through to whom another of our calls talks with.
    func transfer(to number: String, at gateway: SocketAddress, replacing other: TestCaller) {
        guard let call, let named = other.named else { return }
        perform(endpoint.transfer(call, to: SIPURI(user: number, host: gateway.host, port: gateway.port), replacing: named, at: now))
    }

    /// Asks somebody in a second call, whose sound nobody needs.
    func consult(_ number: String, at gateway: SocketAddress, as caller: String) throws {
        var second = OfferAnswer(media: try Self.local(rtp), sessionID: 8, capabilities: .init(codecs: [.pcma]))
        let (key, effects) = endpoint.invite(
            SIPURI(user: number, host: gateway.host, port: gateway.port),
            from: SIPNameAddress(uri: SIPURI(user: caller, host: "caller.invalid")),
            to: SIPPeer(gateway), offer: try second.makeOffer(), at: now)
        consultation = (key, second)
        perform(effects)
    }

    func giveUpConsultation() { if let consultation { perform(endpoint.hangUp(consultation.call, at: now)) } }

    /// Puts the peer of the first call through.
    func transfer(to number: String, at gateway: SocketAddress, replacingConsultation: Bool) {
        guard let call else { return }
        let target = SIPURI(user: number, host: gateway.host, port: gateway.port)
        let named = replacingConsultation ? consultation.flatMap { endpoint.replaces($0.call) } : nil
        perform(named.map { endpoint.transfer(call, to: target, replacing: $0, at: now) } ?? endpoint.transfer(call, to: target, at: now))
    }

    /// Picks up what rings.
    func answer() {
        guard let ringing, let answer = earlyAnswer ?? (try? session.offerReceived(ringing.offer)) else { return }
        call = ringing.call
        perform(endpoint.answer(ringing.call, sdp: answer, at: now))
        isAnswered = true
        // It may have rung before for a call that was given up.
        isEnded = false
        nextFrame = now
    }

    private var named: SIPReplaces? { call.flatMap { endpoint.replaces($0) } }

    func hangUp() { if let call { perform(endpoint.hangUp(call, at: now)) } }

    /// - Returns: whether the registration held; nil when nothing was answered.
    func register(_ user: String, _ password: String, at gateway: SocketAddress) throws -> Bool? {
        let account = SIPAccount(
            address: SIPURI(user: user, host: gateway.host, port: gateway.port), registrar: SIPPeer(gateway),
            credential: DigestCredential(username: user, password: password))
        let (_, effects) = endpoint.register(account, at: now)
        perform(effects)
        _ = run { $0.registered != nil }
        return registered
    }

    /// Runs until the condition holds.
    /// - Returns: false when it did not within the limit.
    func run(_ limit: Duration = .seconds(5), until done: (TestCaller) -> Bool = { _ in false }) -> Bool {
        let end = now + limit
        while now < end {
            if done(self) { return true }
            receive()
            if let due = endpoint.nextDeadline, due <= now, !isDeaf { perform(endpoint.tick(at: now)) }
            if !isMute { sendDue() }
            usleep(1000)
        }
        return done(self)
    }

    private func receive() {
        var bytes = [UInt8](repeating: 0, count: 4096), from = sys_address()
        while case let count = sys_udp_receive(sip, &bytes, bytes.count, &from), count > 0 {
            if isDeaf { continue }
            perform(endpoint.datagramReceived(Array(bytes[..<count]), from: SocketAddress(ip: .loopback, port: from.port), at: now))
        }
        while case let count = sys_udp_receive(rtp, &bytes, bytes.count, &from), count > 0 {
            bytes.withUnsafeBytes { raw in
                let packet = UnsafeRawBufferPointer(rebasing: raw[..<count])
                guard let (header, payload) = try? RTPHeader.parse(packet), header.payloadType == session.negotiated?.payloadType else { return }
                heard.append((now, Array(packet[payload])))
            }
        }
    }

    /// 20 ms of what is to be said, or silence, or a key.
    private func sendDue() {
        guard isAnswered || earlyAnswer != nil, !isEnded, let audio = session.negotiated, let remote = audio.remote, now >= nextFrame else { return }
        nextFrame = max(nextFrame, now + .milliseconds(-100)) + .milliseconds(20)
        defer {
            sequence &+= 1
            timestamp &+= 160
        }
        if let key = keys.next(timestamp: timestamp), let type = audio.eventPayloadType {
            return send(RTPHeader(marker: key.marker, payloadType: type, sequence: sequence, timestamp: key.timestamp, ssrc: 77).packet(key.event.bytes), to: remote)
        }
        let frame = Array(saying.prefix(160))
        saying.removeFirst(frame.count)
        let payload = frame + Array(repeating: audio.codec.silence, count: 160 - frame.count)
        send(RTPHeader(payloadType: audio.payloadType, sequence: sequence, timestamp: timestamp, ssrc: 77).packet(payload), to: remote)
    }

    private func send(_ bytes: [UInt8], to remote: SocketAddress, over fd: Int32? = nil) {
        var to = sys_address()
        guard case .v4(let ip) = remote.ip, sys_address_parse(IPAddress.v4(ip).description, remote.port, &to) == 0 else { return }
        _ = sys_udp_send(fd ?? rtp, bytes, bytes.count, &to)
    }

    private func perform(_ effects: [SIPEndpoint.Effect]) {
        for effect in effects {
            switch effect {
            case .send(let bytes, let peer): send(bytes, to: peer.address, over: sip)
            case .callAnswered(_, let sdp):
                isAnswered = sdp.flatMap { try? session.answerReceived($0) } != nil
                nextFrame = now
                events.append("answered")
            case .incomingCall(let key, let incoming):
                events.append("rings")
                ringing = incoming.offer.map { (key, $0) }
                shown = incoming.identity(isTrusted: true)
                if refuse(key) || play(key, incoming) { continue }
                if answersIncoming { answer() } else { perform(endpoint.ring(key, at: now)) }
            case .undecided(let key): perform(endpoint.trying(key, at: now))
            case .callEnded(let key, let cause) where key == consultation?.call:
                if case .refused(let code) = cause { events.append("consultation refused \(code)") } else { events.append("consultation ended") }
            case .callEnded(let key, _) where key == ringing?.call && call != nil && key != call: events.append("rings no more")
            case .callEnded(_, let cause):
                isEnded = true
                if case .refused(let code) = cause { status = code }
                events.append("ended")
            case .registered: registered = true
            case .callRinging(_, let status, _): events.append("ringing \(status)")
            case .transferProgressed(_, let status, let isOver): events.append("transfer \(status)\(isOver ? " over" : "")")
            case .registrationFailed: registered = false
            default: break
            }
        }
    }

    private func refuse(_ key: SIPCallKey) -> Bool {
        guard let refuses else { return false }
        perform(endpoint.reject(key, status: refuses.status, headers: refuses.reason.map { [$0.field] } ?? [], at: now))
        return true
    }

    private func play(_ key: SIPCallKey, _ incoming: SIPIncomingCall) -> Bool {
        guard playsEarly, let answer = incoming.offer.flatMap({ try? session.offerReceived($0) }) else { return false }
        earlyAnswer = answer
        nextFrame = now
        perform(endpoint.progress(key, sdp: answer, at: now))
        return true
    }

    // MARK: What was heard

    /// Packets louder than -40 dBFS.
    func loud(since start: Instant = .zero) -> [Instant] {
        heard.filter { $0.at >= start && Level.power(aLaw: $0.alaw) > 1e-4 }.map(\.at)
    }
}

/// Runs blocking work on a thread of its own.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
    }
}
