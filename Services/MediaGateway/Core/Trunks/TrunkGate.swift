import Protocols
import Vocabulary

/// Who may call, through which trunk, and how much.
public struct TrunkGate: Sendable {
    public struct Refusal: Error, Equatable, Sendable {
        public var status: Int
        public var reason: String

        public init(status: Int, reason: String) {
            self.status = status
            self.reason = reason
        }
    }

    private struct Line: Sendable {
        var trunk: Trunk
        var calls = 0
        var bucket: TokenBucket?
    }

    private var lines: [Line]

    /// - Parameter trunks: an address that lies in the blocks of two belongs to the first.
    public init(_ trunks: [Trunk]) { lines = trunks.map { Line(trunk: $0) } }

    public var trunks: [Trunk] { lines.map(\.trunk) }

    /// The trunk that an address belongs to; nil for a stranger's.
    public func trunk(of source: IPAddress) -> Trunk? { lines.first { $0.trunk.peers.contains { $0.contains(source) } }?.trunk }

    public subscript(_ name: String) -> Trunk? { lines.first { $0.trunk.name == name }?.trunk }

    /// Name servers say where a trunk is: the best first.
    public mutating func located(_ name: String, at targets: [SIPPeer]) {
        guard let index = lines.firstIndex(where: { $0.trunk.name == name }) else { return }
        // One that was turned from stays behind as long as the others are the same.
        if Set(targets) != Set(lines[index].trunk.targets) { lines[index].trunk.targets = targets }
        lines[index].trunk.address = lines[index].trunk.targets.first
        if lines[index].trunk.peersFollow { lines[index].trunk.peers = targets.compactMap { AddressBlock($0.address.ip.description) } }
    }

    /// A server of a trunk does not answer, or cannot: the next call tries the next one (RFC 3263 §4.3).
    public mutating func turned(from name: String) {
        guard let index = lines.firstIndex(where: { $0.trunk.name == name }), let first = lines[index].trunk.targets.first else { return }
        lines[index].trunk.targets = lines[index].trunk.targets.dropFirst() + [first]
        lines[index].trunk.address = lines[index].trunk.targets.first
    }

    /// Calls that a trunk carries now.
    public func calls(on name: String) -> Int { lines.first { $0.trunk.name == name }?.calls ?? 0 }

    /// A call comes in, and is counted unless refused.
    /// - Returns: the trunk that carries it, to be given back with `callEnded(on:)`.
    public mutating func callArrived(from source: IPAddress, to dialled: String, at now: Instant) throws(Refusal) -> Trunk {
        guard let index = lines.firstIndex(where: { $0.trunk.peers.contains { $0.contains(source) } }) else {
            throw Refusal(status: 403, reason: "its source belongs to no configured trunk")
        }
        let numbers = lines[index].trunk.numbers
        guard numbers.isEmpty || numbers.contains(where: { $0.matches(dialled) }) else {
            throw Refusal(status: 404, reason: "the number dialled is none of trunk \(lines[index].trunk.name)")
        }
        try occupy(index, at: now)
        return lines[index].trunk
    }

    /// A call goes out over the first trunk that takes calls and has room, and is counted.
    public mutating func callLeaves(at now: Instant) throws(Refusal) -> Trunk {
        var refusal = Refusal(status: 404, reason: "no trunk has an address")
        for index in lines.indices where lines[index].trunk.address != nil {
            do throws(Refusal) {
                try occupy(index, at: now)
                return lines[index].trunk
            } catch { refusal = error }
        }
        throw refusal
    }

    private mutating func occupy(_ index: Int, at now: Instant) throws(Refusal) {
        let trunk = lines[index].trunk
        guard lines[index].calls < trunk.calls else { throw Refusal(status: 503, reason: "trunk \(trunk.name) has its \(trunk.calls) calls") }
        if let rate = trunk.rate {
            var bucket = lines[index].bucket ?? TokenBucket(rate, at: now)
            defer { lines[index].bucket = bucket }
            guard bucket.take(rate, at: now) else { throw Refusal(status: 503, reason: "trunk \(trunk.name) asks for more calls a second than its limit") }
        }
        lines[index].calls += 1
    }

    public mutating func callEnded(on name: String) {
        guard let index = lines.firstIndex(where: { $0.trunk.name == name }), lines[index].calls > 0 else { return }
        lines[index].calls -= 1
    }
}
