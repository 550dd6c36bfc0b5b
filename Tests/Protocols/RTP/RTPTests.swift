import Protocols
import Testing
import TestKit
import Vocabulary

@Suite("RTP packets") struct RTPTests {
    private func parse(_ bytes: [UInt8]) throws -> (RTPHeader, [UInt8]) {
        try bytes.withUnsafeBytes { raw in
            let (header, range) = try RTPHeader.parse(raw)
            return (header, Array(bytes[range]))
        }
    }

    @Test("are read as they were written")
    func roundTrip() throws {
        let header = RTPHeader(marker: true, payloadType: 101, sequence: 65_535, timestamp: .max, ssrc: 0xDEAD_BEEF)
        let (read, payload) = try self.parse(header.packet([1, 2, 3]))
        #expect(read == header)
        #expect(payload == [1, 2, 3])
    }

    @Test("with contributing sources, an extension and padding give their payload")
    func everything() throws {
        var bytes = RTPHeader(payloadType: 8, sequence: 1, timestamp: 2, ssrc: 3).packet([])
        bytes[0] = 0x80 | 0x20 | 0x10 | 2
        bytes += [UInt8](repeating: 9, count: 8)
        bytes += [0xBE, 0xDE, 0, 1, 7, 7, 7, 7]
        bytes += [42, 43, 0, 0, 3]
        #expect(try self.parse(bytes).1 == [42, 43])
    }

    @Test(
        "that lie about their lengths are refused",
        arguments: [
            ([UInt8](repeating: 0x80, count: 11), RTPParseError.tooShort),
            ([0x40] + [UInt8](repeating: 0, count: 20), .unsupportedVersion),
            ([0x8F] + [UInt8](repeating: 0, count: 20), .malformedExtension),
            ([0x90] + [UInt8](repeating: 0, count: 11), .malformedExtension),
            ([0x90] + [UInt8](repeating: 0xFF, count: 20), .malformedExtension),
            ([0xA0] + [UInt8](repeating: 0, count: 12), .malformedPadding),
            ([0xA0] + [UInt8](repeating: 0xFF, count: 12), .malformedPadding),
        ])
    func lies(_ bytes: [UInt8], _ error: RTPParseError) {
        #expect(throws: error) { try self.parse(bytes) }
    }

    @Test(
        "of other protocols on the port are told apart (RFC 7983)",
        arguments: [
            ([0x00, 0x01], MediaDatagram.stun), ([0x16, 0xFE], .dtls), ([0x80, 0x08], .rtp), ([0x80, 200], .rtcp), ([0x80, 0x88], .rtp), ([0x81], .other), ([0x50, 0], .other),
        ])
    func demultiplexed(_ bytes: [UInt8], _ kind: MediaDatagram) {
        #expect(bytes.withUnsafeBytes { MediaDatagram($0) } == kind)
    }

    @Test("RTCP is read as it was written")
    func rtcp() throws {
        let report = RTCPReport(ssrc: 1, fractionLost: 25, totalLost: 77, highestSequence: 0x1_0005, jitter: 12, lastSenderReport: 9, delaySinceLastSenderReport: 8)
        let packets: [RTCPPacket] = [
            .senderReport(ssrc: 5, RTCPSenderInfo(ntp: 0x1234_5678_9ABC_DEF0, rtpTimestamp: 6, packets: 7, octets: 8), [report]),
            .description(ssrc: 5, cname: "电话@host"), .receiverReport(ssrc: 5, [report, report]), .goodbye([5]),
        ]
        let bytes = packets.flatMap(\.bytes)
        #expect(try bytes.withUnsafeBytes { try RTCPPacket.parse($0) } == packets)
        for end in 1..<bytes.count where end % 4 != 0 {
            #expect(throws: RTPParseError.self) { try Array(bytes[..<end]).withUnsafeBytes { try RTCPPacket.parse($0) } }
        }
    }
}

@Suite("Reception") struct ReceptionTests {
    private func receive(_ sequences: [Int], start: UInt16 = 65_530) -> RTPReception {
        var reception = RTPReception()
        for (index, offset) in sequences.enumerated() {
            let header = RTPHeader(payloadType: 8, sequence: start &+ UInt16(offset), timestamp: UInt32(offset * 160), ssrc: 1)
            _ = reception.packetReceived(header, at: Instant(nanoseconds: Int64(index) * 20_000_000))
        }
        return reception
    }

    @Test("counts across the wrap of sequence numbers", arguments: [0, 1, 32_767, 32_768, 65_520, 65_535] as [UInt16])
    func wraps(_ start: UInt16) {
        let reception = self.receive(Array(0..<40), start: start)
        #expect(reception.received == 40)
        #expect(reception.expected == 40)
        #expect(reception.lost == 0)
    }

    @Test("tells lost from late and doubled packets")
    func lossAndOrder() {
        let reception = self.receive([0, 1, 2, 4, 3, 3, 7, 8, 8, 20])
        #expect(reception.expected == 21)
        #expect(reception.received == 8)
        #expect(reception.duplicates == 2)
        #expect(reception.lost == 13)
    }

    @Test("reports the loss of each interval")
    func intervals() throws {
        var reception = self.receive([0, 1, 2, 3])
        let first = reception.report()
        #expect(first?.fractionLost == 0)
        _ = reception.packetReceived(RTPHeader(payloadType: 8, sequence: 65_530 &+ 7, timestamp: 1120, ssrc: 1), at: .zero + .seconds(1))
        let second = reception.report()
        let report = try #require(second)
        #expect(report.fractionLost == 192)
        #expect(report.totalLost == 3)
        #expect(report.highestSequence == 65_530 + 7)
    }

    @Test("measures no jitter on an even stream and some on an uneven one")
    func jitter() {
        #expect(self.receive(Array(0..<200)).jitter == 0)
        var reception = RTPReception()
        for index in 0..<400 {
            let header = RTPHeader(payloadType: 8, sequence: UInt16(index), timestamp: UInt32(index * 160), ssrc: 1)
            let late = index % 2 == 0 ? 0 : 10
            _ = reception.packetReceived(header, at: .zero + .milliseconds(Int64(index * 20 + late)))
        }
        // Each packet differs from the last by 10 ms: 80 units.
        #expect((70...80).contains(reception.jitter))
    }

    @Test("takes a single wild packet for noise and two in a row for a restart")
    func restart() {
        var reception = self.receive(Array(0..<10), start: 100)
        let wild = RTPHeader(payloadType: 8, sequence: 40_000, timestamp: 0, ssrc: 1)
        #expect(reception.packetReceived(wild, at: .zero) == .implausible)
        var next = wild
        next.sequence += 1
        #expect(reception.packetReceived(next, at: .zero) == .restarted)
        var other = next
        other.ssrc = 2
        #expect(reception.packetReceived(other, at: .zero) == .restarted)
    }
}

@Suite("Telephone events") struct TelephoneEventTests {
    private struct Line {
        var receiver = TelephoneEventReceiver()
        var heard: [TelephoneEventReceiver.Effect] = []
        var now = Instant.zero

        mutating func hear(_ code: UInt8, end: Bool, duration: UInt16, timestamp: UInt32) {
            self.now = self.now + .milliseconds(20)
            self.heard += self.receiver.eventReceived(TelephoneEvent(code: code, isEnd: end, duration: duration), timestamp: timestamp, at: self.now)
        }

        var digits: String { String(self.heard.compactMap { if case .pressed(let digit) = $0 { digit.character } else { nil } }) }
    }

    @Test("arrive whatever is lost between sender and receiver", arguments: 1...40 as ClosedRange<UInt64>)
    func lossy(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var sender = TelephoneEventSender()
        for digit in "1234567890*#" { sender.press(DTMFDigit(digit)!) }
        var line = Line()
        var timestamp: UInt32 = .max - 4000
        var lastOf: [UInt32: Int] = [:]
        while !sender.isIdle {
            if let packet = sender.next(timestamp: timestamp) {
                // Up to half is lost, but something of each key arrives.
                lastOf[packet.timestamp, default: 0] += 1
                let mustArrive = lastOf[packet.timestamp] == 5
                if mustArrive || random.next() % 2 == 0 {
                    line.hear(packet.event.code, end: packet.event.isEnd, duration: packet.event.duration, timestamp: packet.timestamp)
                }
            }
            timestamp &+= 160
        }
        #expect(line.digits == "1234567890*#", "seed \(seed)")
    }

    @Test("begin without a marker and end when the end packets are lost")
    func lostEnd() {
        var line = Line()
        line.hear(5, end: false, duration: 160, timestamp: 1000)
        line.hear(5, end: false, duration: 320, timestamp: 1000)
        #expect(line.digits == "5")
        let deadline = line.receiver.nextDeadline!
        #expect(line.receiver.tick(at: deadline) == [.released(DTMFDigit("5")!, duration: 320)])
        line.hear(5, end: true, duration: 800, timestamp: 1000)
        #expect(line.digits == "5", "a late end packet is no second key")
    }

    @Test("of the same key twice are two keys")
    func repeatedKey() {
        var line = Line()
        line.hear(1, end: true, duration: 800, timestamp: 1000)
        line.hear(1, end: true, duration: 800, timestamp: 1000)
        line.hear(1, end: true, duration: 800, timestamp: 1000)
        line.hear(1, end: false, duration: 160, timestamp: 3000)
        #expect(line.digits == "11")
    }

    @Test("longer than 65535 units are one key (RFC 4733 §2.5.1.3)")
    func longPress() {
        var line = Line()
        line.hear(9, end: false, duration: 0xFF00, timestamp: 0)
        line.hear(9, end: false, duration: 0xFFFF, timestamp: 0)
        line.hear(9, end: false, duration: 160, timestamp: 0xFFFF)
        line.hear(9, end: true, duration: 320, timestamp: 0xFFFF)
        #expect(line.heard == [.pressed(DTMFDigit("9")!), .released(DTMFDigit("9")!, duration: 0xFFFF + 320)])
    }

    @Test("are sent with one marker and three end packets")
    func sent() {
        var sender = TelephoneEventSender(duration: 640)
        sender.press(DTMFDigit("7")!)
        var packets: [TelephoneEventSender.Packet] = []
        for tick in 0..<20 { if let packet = sender.next(timestamp: UInt32(tick * 160)) { packets.append(packet) } }
        #expect(packets.map(\.marker) == [true, false, false, false, false, false])
        #expect(packets.map(\.event.isEnd) == [false, false, false, true, true, true])
        #expect(packets.map(\.event.duration) == [160, 320, 480, 640, 640, 640])
        #expect(Set(packets.map(\.timestamp)) == [0])
        #expect(sender.isIdle)
    }
}
