import Protocols
import TestKit
import Vocabulary

/// Endpoints joined by a network that loses, delays and doubles datagrams as its seed says, on virtual time.
struct SignallingWorld {
    struct Quality {
        var loss: Double = 0
        var duplication: Double = 0
        var delay: ClosedRange<Int64> = 1...1

        static let perfect = Quality()
        static let bad = Quality(loss: 0.25, duplication: 0.1, delay: 1...60)
    }

    enum Side: Int, CaseIterable { case alice, bob, carol }

    static func address(_ side: Side) -> SocketAddress { SocketAddress(ip: .v4(0xC000_0200 + UInt32(side.rawValue) + 1), port: 5060) }

    private(set) var now = Instant.zero
    private var endpoints: [Side: SIPEndpoint] = [:]
    private var flying: [(at: Instant, order: Int, from: Side, to: Side, bytes: [UInt8])] = []
    private var order = 0
    private var random: SeededRandom
    var quality: Quality
    /// Everything that was reported, in order.
    private(set) var reports: [Side: [SIPEndpoint.Effect]] = [:]
    /// Start lines of everything that was sent, lost or not.
    private(set) var wire: [String] = []
    /// To tag of the last response that was sent.
    private(set) var lastTag = ""
    /// Everything that was sent, lost or not.
    private(set) var datagrams: [[UInt8]] = []
    /// The datagram that was sent last, and where to.
    private(set) var lastBytes: [UInt8] = []
    private(set) var lastDestination: SocketAddress?
    /// How a side behaves by itself.
    var reflexes: [Side: @Sendable (inout SIPEndpoint, SIPEndpoint.Effect, Instant) -> [SIPEndpoint.Effect]] = [:]
    /// Datagrams for which this holds vanish.
    var swallows: ((Side, String) -> Bool)?

    init(seed: UInt64 = 1, quality: Quality = .perfect, configure: (Side, inout SIPEndpoint.Configuration) -> Void = { _, _ in }) {
        self.random = SeededRandom(seed: seed)
        self.quality = quality
        for side in Side.allCases {
            var configuration = SIPEndpoint.Configuration(local: Self.address(side), contactUser: "\(side)")
            configure(side, &configuration)
            self.endpoints[side] = SIPEndpoint(configuration, tokens: TokenSource(SeededRandom(seed: seed &* 7 &+ UInt64(side.rawValue))))
        }
    }

    subscript(_ side: Side) -> SIPEndpoint { self.endpoints[side]! }

    @discardableResult
    mutating func act<Result>(_ side: Side, _ action: (inout SIPEndpoint, Instant) -> (Result, [SIPEndpoint.Effect])) -> Result {
        let (result, effects) = action(&self.endpoints[side]!, self.now)
        self.handle(effects, of: side)
        return result
    }

    mutating func act(_ side: Side, _ action: (inout SIPEndpoint, Instant) -> [SIPEndpoint.Effect]) {
        let effects = action(&self.endpoints[side]!, self.now)
        self.handle(effects, of: side)
    }

    mutating func call(_ from: Side = .alice, _ to: Side = .bob, offer: [UInt8]? = Array("v=0 offer".utf8), credential: DigestCredential? = nil) -> SIPCallKey {
        self.act(from) { endpoint, now in
            endpoint.invite(
                SIPURI(user: "\(to)", host: Self.address(to).host), from: SIPNameAddress(uri: SIPURI(user: "\(from)", host: "example.com")),
                to: SIPPeer(Self.address(to)), offer: offer, credential: credential, at: now)
        }
    }

    mutating func inject(_ bytes: [UInt8], to side: Side, from: Side) {
        let effects = self.endpoints[side]!.datagramReceived(bytes, from: Self.address(from), at: self.now)
        self.handle(effects, of: side)
    }

    private mutating func handle(_ effects: [SIPEndpoint.Effect], of side: Side) {
        for effect in effects {
            if case .send(let bytes, let peer) = effect {
                self.send(bytes, from: side, to: peer.address)
                continue
            }
            if case .undecided(let call) = effect {
                let trying = self.endpoints[side]!.trying(call, at: self.now)
                self.handle(trying, of: side)
                continue
            }
            self.reports[side, default: []].append(effect)
            guard let reflex = self.reflexes[side] else { continue }
            let answer = reflex(&self.endpoints[side]!, effect, self.now)
            self.handle(answer, of: side)
        }
    }

    private mutating func send(_ bytes: [UInt8], from: Side, to address: SocketAddress) {
        self.lastBytes = bytes
        self.datagrams.append(bytes)
        self.lastDestination = address
        let line = String(text(bytes).prefix { $0 != "\r\n" })
        self.wire.append("\(from): \(line.split(separator: " ").prefix(line.hasPrefix("SIP") ? 2 : 1).joined(separator: " "))")
        if case .response(let response) = try? SIPMessage(datagram: bytes), let tag = response.to.tag { self.lastTag = tag }
        guard let to = Side.allCases.first(where: { Self.address($0) == address }) else { return }
        if self.swallows?(from, line) == true { return }
        let copies = self.chance(self.quality.duplication) ? 2 : 1
        for _ in 0..<copies where !self.chance(self.quality.loss) {
            let delay = Int64.random(in: self.quality.delay, using: &self.random)
            self.order += 1
            self.flying.append((self.now + .milliseconds(delay), self.order, from, to, bytes))
        }
    }

    private mutating func chance(_ probability: Double) -> Bool {
        probability > 0 && Double.random(in: 0..<1, using: &self.random) < probability
    }

    /// Time passes, datagrams land, deadlines fire.
    mutating func run(_ duration: Duration) {
        let end = self.now + duration
        while let next = self.nextMoment, next <= end {
            self.now = max(self.now, next)
            if let index = self.flying.indices.min(by: { (self.flying[$0].at, self.flying[$0].order) < (self.flying[$1].at, self.flying[$1].order) }),
                self.flying[index].at <= self.now
            {
                let datagram = self.flying.remove(at: index)
                self.inject(datagram.bytes, to: datagram.to, from: datagram.from)
                continue
            }
            for side in Side.allCases where self.endpoints[side]!.nextDeadline.map({ $0 <= self.now }) ?? false {
                let effects = self.endpoints[side]!.tick(at: self.now)
                self.handle(effects, of: side)
            }
        }
        self.now = end
    }

    private var nextMoment: Instant? {
        (self.flying.map(\.at) + self.endpoints.values.compactMap(\.nextDeadline)).min()
    }

    func sent(_ entry: String) -> Int { self.wire.filter { $0 == entry }.count }
}

extension SIPEndpoint.Effect {
    /// One word for transcripts.
    var word: String {
        switch self {
        case .send: "send"
        case .incomingCall: "incoming"
        case .undecided: "undecided"
        case .callRinging(_, let status, let sdp): "ringing \(status)\(sdp == nil ? "" : " sdp")"
        case .callAnswered(_, let sdp): "answered\(sdp.map { " " + text($0) } ?? "")"
        case .callConfirmed(_, let sdp): "confirmed\(sdp.map { " " + text($0) } ?? "")"
        case .changeRequested(_, let offer): "change?\(offer.map { " " + text($0) } ?? "")"
        case .changeAccepted(_, let sdp): "changed\(sdp.map { " " + text($0) } ?? "")"
        case .changeRefused(_, let status): "unchanged \(status)"
        case .infoReceived: "info"
        case .callEnded(_, let cause): "ended \(cause)"
        case .registered(_, let expires): "registered \(expires)"
        case .registrationFailed(_, let status, _): "registration failed \(status)"
        case .unregistered: "unregistered"
        case .requestReceived(_, let request, _): "request \(request.method)"
        case .transferRequested(_, let referral): "transfer? \(referral.target)\(referral.replaces == nil ? "" : " replacing")"
        case .transferProgressed(_, let status, let isOver): "transfer \(status)\(isOver ? " over" : "")"
        case .reasonGiven(_, let reason): "reason \(reason.domain) \(reason.cause.map(String.init) ?? "-")"
        case .locate(_, let uri): "locate \(uri)"
        case .turned(_, let peer): "turned from \(peer.address)"
        case .closeConnection(let peer, _): "close \(peer.connection)"
        case .probeAnswered(_, let status): "probe \(status.map(String.init) ?? "unanswered")"
        case .refused(_, let status, _): "refused \(status.map(String.init) ?? "-")"
        }
    }

    var incoming: SIPCallKey? {
        if case .incomingCall(let key, _) = self { return key }
        return nil
    }
}

extension SignallingWorld {
    func transcript(_ side: Side) -> [String] { (self.reports[side] ?? []).map(\.word) }
    func incomingCall(_ side: Side) -> SIPCallKey? { self.reports[side]?.lazy.compactMap(\.incoming).first }

    /// Rings, answers after so many milliseconds by itself.
    mutating func answers(_ side: Side, sdp: String = "v=0 answer") {
        self.reflexes[side] = { endpoint, effect, now in
            guard let call = effect.incoming else { return [] }
            return endpoint.ring(call, at: now) + endpoint.answer(call, sdp: Array(sdp.utf8), at: now)
        }
    }
}
