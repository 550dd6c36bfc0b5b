/// An IPv4 or IPv6 address.
public enum IPAddress: Hashable, Sendable {
    /// Host order: 127.0.0.1 is 0x7F00_0001.
    case v4(UInt32)
    /// The first and the last eight bytes, host order.
    case v6(UInt64, UInt64)

    public static let loopback = IPAddress.v4(0x7F00_0001)

    public var isUnspecified: Bool { self == .v4(0) || self == .v6(0, 0) }

    public var isMulticastOrBroadcast: Bool {
        switch self {
        case .v4(let value): value >> 28 == 0xE || value == .max
        case .v6(let high, _): high >> 56 == 0xFF
        }
    }

    /// Dotted IPv4 or IPv6 text, brackets allowed; nil for names.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        if let v4 = Self.parseV4(bytes[...]) { self = .v4(v4); return }
        guard let v6 = Self.parseV6(Self.withoutBrackets(bytes[...])) else { return nil }
        self = .v6(v6.0, v6.1)
    }

    private static func withoutBrackets(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        bytes.first == 0x5B && bytes.last == 0x5D ? bytes.dropFirst().dropLast() : bytes
    }

    private static func parseV4(_ bytes: ArraySlice<UInt8>) -> UInt32? {
        let parts = bytes.split(separator: 0x2E, omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var value: UInt32 = 0
        for part in parts {
            guard part.count <= 3, let octet = ByteCursor.number(part, limit: 255) else { return nil }
            value = value << 8 | UInt32(octet)
        }
        return value
    }

    private static func parseV6(_ bytes: ArraySlice<UInt8>) -> (UInt64, UInt64)? {
        guard bytes.count >= 2, bytes.count <= 45 else { return nil }
        let text = Array(bytes)
        guard let gap = (0..<text.count - 1).first(where: { text[$0] == 0x3A && text[$0 + 1] == 0x3A }) else {
            guard let groups = self.groups(text[...]), groups.count == 8 else { return nil }
            return self.pack(groups)
        }
        guard let head = self.groups(text[..<gap]), let tail = self.groups(text[(gap + 2)...]) else { return nil }
        guard head.count + tail.count < 8 else { return nil }
        return self.pack(head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail)
    }

    private static func groups(_ bytes: ArraySlice<UInt8>) -> [UInt16]? {
        if bytes.isEmpty { return [] }
        var groups: [UInt16] = []
        let parts = bytes.split(separator: 0x3A, omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if index == parts.count - 1, let v4 = self.parseV4(part) {
                groups += [UInt16(v4 >> 16), UInt16(truncatingIfNeeded: v4)]
                continue
            }
            guard (1...4).contains(part.count) else { return nil }
            var group: UInt16 = 0
            for byte in part {
                guard let digit = ASCII.hexValue(byte) else { return nil }
                group = group << 4 | UInt16(digit)
            }
            groups.append(group)
        }
        return groups
    }

    private static func pack(_ groups: [UInt16]) -> (UInt64, UInt64) {
        let high = groups[..<4].reduce(UInt64(0)) { $0 << 16 | UInt64($1) }
        let low = groups[4...].reduce(UInt64(0)) { $0 << 16 | UInt64($1) }
        return (high, low)
    }
}

extension IPAddress: CustomStringConvertible {
    public var description: String {
        switch self {
        case .v4(let value):
            return "\(value >> 24).\(value >> 16 & 255).\(value >> 8 & 255).\(value & 255)"
        case .v6(let high, let low):
            let groups = [48, 32, 16, 0].map { high >> UInt64($0) & 0xFFFF } + [48, 32, 16, 0].map { low >> UInt64($0) & 0xFFFF }
            return Self.compress(groups)
        }
    }

    /// RFC 5952: the longest run of two or more zero groups becomes `::`.
    private static func compress(_ groups: [UInt64]) -> String {
        var best = 0..<0
        var start = 0
        while start < 8 {
            var end = start
            while end < 8, groups[end] == 0 { end += 1 }
            if end - start > max(best.count, 1) { best = start..<end }
            start = max(end, start + 1)
        }
        let text = groups.map { String($0, radix: 16) }
        if best.isEmpty { return text.joined(separator: ":") }
        return text[..<best.lowerBound].joined(separator: ":") + "::" + text[best.upperBound...].joined(separator: ":")
    }
}
