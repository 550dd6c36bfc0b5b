import Protocols
import Testing
import TestKit
import Vocabulary

/// Mutated media: nothing may trap.
@Suite("Mutated media") struct MediaFuzzTests {
    @Test("media packets may be anything")
    func media() {
        var random = SeededRandom(seed: Fuzz.seed &+ 2)
        var reception = RTPReception()
        var buffer = JitterBuffer(filler: 0xFF)
        var events = TelephoneEventReceiver()
        let rtp = RTPHeader(marker: true, payloadType: 101, sequence: 65_000, timestamp: .max - 100, ssrc: 7).packet([1, 0x8A, 3, 0x20] + [UInt8](repeating: 5, count: 160))
        let rtcp = RTCPPacket.senderReport(ssrc: 1, RTCPSenderInfo(ntp: 1, rtpTimestamp: 2, packets: 3, octets: 4), []).bytes + RTCPPacket.description(ssrc: 1, cname: "x").bytes
        var output = [UInt8](repeating: 0, count: 160)
        for round in 0..<Fuzz.rounds {
            let now = Instant(nanoseconds: Int64(round) * 5_000_000)
            Mutation.mutate(round % 3 == 0 ? rtcp : rtp, &random).withUnsafeBytes { raw in
                _ = MediaDatagram(raw)
                _ = try? RTCPPacket.parse(raw)
                guard let (header, range) = try? RTPHeader.parse(raw) else { return }
                let payload = UnsafeRawBufferPointer(rebasing: raw[range])
                _ = reception.packetReceived(header, at: now)
                buffer.insert(payload, timestamp: header.timestamp, at: now)
                if let event = TelephoneEvent(payload) { _ = events.eventReceived(event, timestamp: header.timestamp, at: now) }
            }
            _ = events.tick(at: now)
            _ = reception.report()
            if round % 4 == 0 { _ = output.withUnsafeMutableBytes { buffer.pull(into: $0, quiet: round % 8 == 0, at: now) } }
        }
    }
}
