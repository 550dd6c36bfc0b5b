import Protocols
import TestKit
import Vocabulary

/// Two endpoints joined by datagrams, stepped by hand.
struct Wire {
    typealias Reaction = (SIPEndpoint.Effect, inout SIPEndpoint, inout SeededRandom, Instant) -> [SIPEndpoint.Effect]

    private var ends: [SIPEndpoint]
    private var flying: [(bytes: [UInt8], to: Int)] = []
    private var waiting: [(effect: SIPEndpoint.Effect, at: Int)] = []
    private var calls: [(key: SIPCallKey, at: Int)] = []
    private var now = Instant.zero

    init(_ one: SIPEndpoint, _ other: SIPEndpoint) { self.ends = [one, other] }

    /// Calls and transactions that are still there.
    var left: [Int] { [self.ends.map(\.callCount).reduce(0, +), self.ends.map(\.transactionCount).reduce(0, +)] }

    private static func address(_ end: Int) -> SocketAddress { SocketAddress(ip: .v4(0xC000_0201 + UInt32(end)), port: 5060) }

    /// Somebody does something.
    mutating func act(_ random: inout SeededRandom) {
        let end = Int(random.next() % 2), now = self.now
        guard random.next() % 3 != 0, let known = self.calls.randomElement(using: &random) else {
            let (key, effects) = self.ends[end].invite(
                SIPURI(user: "x", host: Self.address(1 - end).host), from: SIPNameAddress(uri: SIPURI(user: "y", host: "h")), to: SIPPeer(Self.address(1 - end)),
                offer: random.next() % 4 == 0 ? nil : Array("v=0".utf8), at: now)
            self.calls.append((key, end))
            return self.handle(effects, of: end)
        }
        let target = SIPURI(user: "z", host: "192.0.2.9")
        let effects =
            switch random.next() % 7 {
            case 0: self.ends[known.at].hangUp(known.key, at: now)
            case 1: self.ends[known.at].change(known.key, offer: [2], at: now)
            case 2: self.ends[known.at].change(known.key, offer: nil, at: now)
            case 3: self.ends[known.at].update(known.key, offer: [3], at: now)
            case 4: self.ends[known.at].transfer(known.key, to: target, at: now)
            case 5: self.ends[known.at].reportTransfer(known.key, status: random.next() % 2 == 0 ? 180 : 200, at: now)
            default: self.ends[known.at].unreachable(SIPPeer(Self.address(1 - known.at)), at: now)
            }
        self.handle(effects, of: known.at)
    }

    /// One datagram lands, time passes, deadlines fire, owners react.
    mutating func step(damage: Bool, _ random: inout SeededRandom, milliseconds: Int64 = 150, _ react: Reaction) {
        self.now = self.now + .milliseconds(milliseconds)
        for _ in 0..<min(self.flying.count, 6) {
            let (bytes, to) = self.flying.removeFirst()
            let landed = damage && random.next() % 3 == 0 ? Mutation.mutate(bytes, &random) : bytes
            self.handle(self.ends[to].datagramReceived(landed, from: Self.address(1 - to), at: self.now), of: to)
        }
        for end in 0...1 { self.handle(self.ends[end].tick(at: self.now), of: end) }
        while !self.waiting.isEmpty {
            let (effect, end) = self.waiting.removeFirst()
            self.handle(react(effect, &self.ends[end], &random, self.now), of: end)
        }
    }

    mutating func hangUpAll() {
        for call in self.calls { self.handle(self.ends[call.at].hangUp(call.key, at: self.now), of: call.at) }
    }

    private mutating func handle(_ effects: [SIPEndpoint.Effect], of end: Int) {
        for effect in effects {
            if case .send(let bytes, let peer) = effect {
                if let to = (0...1).first(where: { Self.address($0) == peer.address }) { self.flying.append((bytes, to)) }
                continue
            }
            if case .incomingCall(let key, _) = effect { self.calls.append((key, end)) }
            if case .callEnded(let key, _) = effect { self.calls.removeAll { $0.key == key && $0.at == end } }
            self.waiting.append((effect, end))
        }
    }
}
