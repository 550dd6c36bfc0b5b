import Protocols

/// A block of IP addresses: `198.51.100.0/24`, `2001:db8::/32`, or one address.
public struct AddressBlock: Hashable, Sendable {
    private let base: IPAddress
    /// Leading bits that are compared.
    private let length: Int

    /// Every address of either family.
    public static let everywhere = [AddressBlock(base: .v4(0), length: 0), AddressBlock(base: .v6(0, 0), length: 0)]

    private init(base: IPAddress, length: Int) {
        self.base = base
        self.length = length
    }

    /// Nil for what is no numeric address, or a length that the family does not have.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, parts.count <= 2, let base = IPAddress(first) else { return nil }
        let longest = if case .v4 = base { 32 } else { 128 }
        guard parts.count == 2 else {
            self.init(base: base, length: longest)
            return
        }
        guard let length = Int(parts[1]), (0...longest).contains(length) else { return nil }
        self.init(base: base, length: length)
    }

    public func contains(_ address: IPAddress) -> Bool {
        switch (base, address) {
        case (.v4(let mine), .v4(let theirs)): (mine ^ theirs) & Self.mask32(length) == 0
        case (.v6(let high, let low), .v6(let theirHigh, let theirLow)):
            (high ^ theirHigh) & Self.mask64(length) == 0 && (low ^ theirLow) & Self.mask64(length - 64) == 0
        default: false
        }
    }

    private static func mask32(_ bits: Int) -> UInt32 { bits <= 0 ? 0 : ~0 << UInt32(32 - min(bits, 32)) }
    private static func mask64(_ bits: Int) -> UInt64 { bits <= 0 ? 0 : ~0 << UInt64(64 - min(bits, 64)) }
}
