/// Whether an address belongs to the public internet. A webhook that may reach others could be turned against the servers
/// beside us (OWASP, server-side request forgery).
public enum PublicAddress {
    /// - Parameter octets: 4 of an IPv4 address or 16 of an IPv6 address, in network order.
    public static func isPublic(_ octets: [UInt8]) -> Bool {
        switch octets.count {
        case 4: isPublicV4(octets)
        case 16: isPublicV6(octets)
        default: false
        }
    }

    /// Network and length in bits, by the IANA IPv4 Special-Purpose Address Registry (RFC 6890), with multicast and class E.
    private static let specialV4: [(network: [UInt8], bits: Int)] = [
        ([0, 0, 0, 0], 8), ([10, 0, 0, 0], 8), ([100, 64, 0, 0], 10), ([127, 0, 0, 0], 8), ([169, 254, 0, 0], 16), ([172, 16, 0, 0], 12), ([192, 0, 0, 0], 24),
        ([192, 0, 2, 0], 24), ([192, 88, 99, 0], 24), ([192, 168, 0, 0], 16), ([198, 18, 0, 0], 15), ([198, 51, 100, 0], 24), ([203, 0, 113, 0], 24), ([224, 0, 0, 0], 4), ([240, 0, 0, 0], 4),
    ]

    private static func isPublicV4(_ octets: [UInt8]) -> Bool { !specialV4.contains { matches(octets, $0.network, $0.bits) } }

    /// Only global unicast, 2000::/3, is public; of it not Teredo, documentation and, by what they carry, 6to4 and NAT64.
    private static func isPublicV6(_ octets: [UInt8]) -> Bool {
        if octets.prefix(12) == [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0] { return isPublicV4(Array(octets.suffix(4))) }
        if octets.prefix(2) == [0x20, 0x02] { return isPublicV4(Array(octets[2..<6])) }
        guard matches(octets, [0x20], 3) else { return false }
        return !matches(octets, [0x20, 0x01, 0x00, 0x00], 23) && !matches(octets, [0x20, 0x01, 0x0D, 0xB8], 32) && !matches(octets, [0x3F, 0xFF], 20)
    }

    private static func matches(_ octets: [UInt8], _ network: [UInt8], _ bits: Int) -> Bool {
        (0..<bits).allSatisfy { bit in
            let mask: UInt8 = 0x80 >> UInt8(bit % 8)
            return octets[bit / 8] & mask == (bit / 8 < network.count ? network[bit / 8] & mask : 0)
        }
    }
}
