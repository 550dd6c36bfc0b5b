import Protocols
import Testing
import TestKit
import Vocabulary

/// Everything that reads a media port, on the corpus beside this file and on mutations of it: nothing may trap. Bounded;
/// `HOTLINE_FUZZ_SEED` and `HOTLINE_FUZZ_ROUNDS` run more.
@Suite("Mutated media") struct MediaFuzzTests {
    /// Each member of the corpus as it is, then mutations of them.
    private static func run(_ names: [String], salt: UInt64, _ step: (UnsafeRawBufferPointer, Instant) -> Void) throws {
        let corpus = try names.flatMap { try Fuzz.hexadecimal("media/\($0)") }
        try #require(corpus.count >= 7)
        var random = SeededRandom(seed: Fuzz.seed &+ salt)
        print("fuzz seed \(Fuzz.seed), \(Fuzz.rounds) rounds")
        for round in 0..<Fuzz.rounds + corpus.count {
            var bytes = corpus[round % corpus.count]
            if round >= corpus.count { mutate(&bytes, &random) }
            let now = Instant(nanoseconds: Int64(round) * 7_000_000)
            bytes.withUnsafeBytes { step($0, now) }
        }
    }

    private static func mutate(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
        for _ in 0..<Int.random(in: 1...5, using: &random) {
            guard !bytes.isEmpty else { return }
            let at = Int.random(in: 0..<bytes.count, using: &random)
            switch random.next() % 5 {
            case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes[at] ^= 1 << UInt8(random.next() % 8)
            case 2: bytes.removeSubrange(at...)
            case 3: bytes.insert(contentsOf: random.bytes(Int.random(in: 1...40, using: &random)), at: at)
            default: bytes[at] = [0, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
            }
        }
    }

    @Test("an RTP packet may be anything, in any order and of any length")
    func rtp() throws {
        var reception = RTPReception(), ring = JitterBuffer(filler: 0xD5), packets = PacketBuffer(clockRate: 48_000)
        var frame = [UInt8](repeating: 0, count: 160), pulls = 0
        try Self.run(["rtp"], salt: 10) { raw, now in
            _ = MediaDatagram(raw)
            guard let (header, range) = try? RTPHeader.parse(raw) else { return }
            #expect(range.lowerBound >= RTPHeader.size && range.upperBound <= raw.count)
            let payload = UnsafeRawBufferPointer(rebasing: raw[range])
            _ = reception.packetReceived(header, at: now)
            ring.insert(payload, timestamp: header.timestamp, at: now)
            packets.insert(payload, timestamp: header.timestamp, duration: UInt32(header.sequence % 7) * 480, at: now)
            pulls += 1
            _ = frame.withUnsafeMutableBytes { ring.pull(into: $0, quiet: pulls % 5 == 0, at: now) }
            if case .packet(let place) = packets.pull(quiet: pulls % 3 == 0, at: now) { #expect(packets.withBytes(place) { $0.count } <= PacketBuffer.largest) }
            #expect(reception.lost <= reception.expected)
            if pulls % 50 == 0 { _ = (reception.report(), reception.statistics()) }
        }
    }

    @Test("a report may be anything, and what was read is written and read again")
    func rtcp() throws {
        try Self.run(["rtcp"], salt: 11) { raw, _ in
            guard let packets = try? RTCPPacket.parse(raw) else { return }
            for packet in packets {
                if case .other = packet { continue }
                let again = packet.bytes.withUnsafeBytes { try? RTCPPacket.parse($0) }
                #expect(again == [packet])
            }
        }
    }

    @Test("a telephone event may be anything, and holds a key for a while at most")
    func events() throws {
        var receiver = TelephoneEventReceiver(), timestamp: UInt32 = .max - 5000
        try Self.run(["telephone-event", "rtp"], salt: 12) { raw, now in
            timestamp &+= UInt32(raw.first ?? 0) * 7
            if let event = TelephoneEvent(raw) { _ = receiver.eventReceived(event, timestamp: timestamp, at: now) }
            if let due = receiver.nextDeadline {
                #expect(due - now <= .milliseconds(150))
                _ = receiver.tick(at: now)
            }
        }
    }
}
