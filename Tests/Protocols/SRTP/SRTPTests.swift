import Protocols
import SRTP
import Testing

/// Both ends of an encrypted leg.
@Suite("SRTP") struct SRTPTests {
    private static func crypto(_ suite: MediaCrypto.Suite, _ seed: UInt8) -> MediaCrypto {
        MediaCrypto(suite: suite, key: (0..<30).map { UInt8($0) &* 7 &+ seed })
    }

    private static func pair(_ suite: MediaCrypto.Suite) throws -> (SRTPTransform, SRTPTransform) {
        let a = crypto(suite, 1), b = crypto(suite, 99)
        return (try SRTPTransform(MediaKeys(local: a, remote: b)), try SRTPTransform(MediaKeys(local: b, remote: a)))
    }

    private static func packet(_ sequence: UInt16) -> [UInt8] {
        RTPHeader(payloadType: 8, sequence: sequence, timestamp: UInt32(sequence) * 160, ssrc: 77).packet([UInt8](repeating: 0x55, count: 160))
    }

    private static func seal(_ bytes: [UInt8], by side: SRTPTransform, isControl: Bool = false) -> [UInt8]? {
        var room = bytes + [UInt8](repeating: 0, count: SRTPTransform.overhead)
        return room.withUnsafeMutableBytes { side.seal($0, count: bytes.count, isControl: isControl) }.map { Array(room[..<$0]) }
    }

    private static func open(_ bytes: [UInt8], by side: SRTPTransform, isControl: Bool = false) -> [UInt8]? {
        var room = bytes
        return room.withUnsafeMutableBytes { side.open($0, isControl: isControl) }.map { Array(room[..<$0]) }
    }

    @Test("what one seals the other opens, also where the sequence wraps", arguments: MediaCrypto.Suite.allCases)
    func roundTrip(suite: MediaCrypto.Suite) throws {
        let (alice, bob) = try Self.pair(suite)
        for step in UInt16(0)..<40 {
            let clear = Self.packet(65_516 &+ step), sealed = try #require(Self.seal(clear, by: alice))
            #expect(sealed.count == clear.count + (suite == .sha1Tag80 ? 10 : 4) && sealed[12...].prefix(160) != clear[12...])
            #expect(Self.open(sealed, by: bob) == clear)
        }
    }

    /// RFC 3711 §3.1: between what is sealed and its tag.
    @Test("a peer's master key identifier is taken out, and another one is not the peer's key", arguments: MediaCrypto.Suite.allCases)
    func identifier(suite: MediaCrypto.Suite) throws {
        var remote = Self.crypto(suite, 1)
        remote.identifier = [0, 0, 0, 1]
        let (alice, _) = try Self.pair(suite), bob = try SRTPTransform(MediaKeys(local: Self.crypto(suite, 99), remote: remote))
        for isControl in [false, true] {
            let clear = isControl ? RTCPPacket.goodbye([77]).bytes : Self.packet(5)
            var sealed = try #require(Self.seal(clear, by: alice, isControl: isControl))
            let place = sealed.count - (isControl || suite == .sha1Tag80 ? 10 : 4)
            sealed.insert(contentsOf: [0, 0, 0, 2], at: place)
            #expect(Self.open(sealed, by: bob, isControl: isControl) == nil)
            sealed[place + 3] = 1
            #expect(Self.open(sealed, by: bob, isControl: isControl) == clear)
            #expect(Self.open(sealed, by: bob, isControl: isControl) == nil, "again")
            for count in 0..<40 { #expect(Self.open(Array(sealed.prefix(count)), by: bob, isControl: isControl) == nil, "\(count) octets") }
        }
    }

    @Test("a report in clear is told from a sealed one by its lengths", arguments: MediaCrypto.Suite.allCases)
    func reportsInClear(suite: MediaCrypto.Suite) throws {
        let alice = try Self.pair(suite).0
        let reports: [[RTCPPacket]] = [[.goodbye([77])], [.receiverReport(ssrc: 77, []), .description(ssrc: 77, cname: "a@b"), .goodbye([77])]]
        for report in reports {
            let clear = report.flatMap(\.bytes), sealed = try #require(Self.seal(clear, by: alice, isControl: true))
            #expect(clear.withUnsafeBytes { RTCPPacket.fill($0) })
            #expect(!sealed.withUnsafeBytes { RTCPPacket.fill($0) })
        }
        #expect(![UInt8]().withUnsafeBytes { RTCPPacket.fill($0) } && ![0x80, 0xC8, 0, 9].withUnsafeBytes { RTCPPacket.fill($0) })
    }

    @Test("what was changed, repeated or is a stranger's is not opened")
    func forged() throws {
        let (alice, bob) = try Self.pair(.sha1Tag80), (stranger, _) = try Self.pair(.sha1Tag32)
        let sealed = try #require(Self.seal(Self.packet(1), by: alice))
        for index in sealed.indices.dropFirst(2) {
            var changed = sealed
            changed[index] ^= 1
            #expect(Self.open(changed, by: bob) == nil, "octet \(index)")
        }
        for count in 0..<sealed.count { #expect(Self.open(Array(sealed[..<count]), by: bob) == nil) }
        #expect(Self.open(try #require(Self.seal(Self.packet(2), by: stranger)), by: bob) == nil)
        #expect(Self.open(sealed, by: bob) == Self.packet(1))
        #expect(Self.open(sealed, by: bob) == nil)
    }

    @Test("reports are sealed with the long tag")
    func reports() throws {
        let (alice, bob) = try Self.pair(.sha1Tag32)
        let clear = RTCPPacket.receiverReport(ssrc: 5, []).bytes + RTCPPacket.description(ssrc: 5, cname: "x").bytes
        let sealed = try #require(Self.seal(clear, by: alice, isControl: true))
        #expect(sealed.count == clear.count + 14)
        #expect(Self.open(sealed, by: bob, isControl: true) == clear)
    }
}
