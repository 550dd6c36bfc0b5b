import Audio
import Contracts
import MediaGatewayCore
import Protocols
import Testing
import TestKit
import Vocabulary

/// What a leg takes and refuses, and what it tells of itself.
@Suite struct MediaLegTests {
    let elsewhere = SocketAddress(ip: .v4(0x0A00_0009), port: 9)

    @Test func aPeerBehindANATIsAnsweredWhereItSendsFrom() throws {
        var bench = try AudioBench()
        bench.audio.echo()
        bench.receive(AudioBench.silence, address: elsewhere)
        #expect(bench.output.toCaller.map(\.remote) == [elsewhere])
    }

    @Test func nobodyTalksIntoACallThatIsAlive() throws {
        var bench = try AudioBench()
        bench.audio.echo()
        bench.receive(AudioBench.silence)
        bench.receive(AudioBench.silence, address: elsewhere)
        #expect(bench.output.toCaller.count == 1 && bench.audio.caller.strangers == 1)
        // After a silence the peer may have moved.
        bench.tick(101)
        bench.receive(AudioBench.silence, address: elsewhere)
        #expect(bench.output.toCaller.last?.remote == elsewhere)
    }

    @Test func aPeerThatHoldsGetsNothingAndIsNotMissed() throws {
        var bench = try AudioBench()
        bench.audio.play(Sound(alaw: [1]), loops: true)
        bench.tick()
        bench.audio.caller.agreed(try AudioBench.agreed(.pcma, AudioBench.callerAddress, direction: .inactive), at: bench.now)
        bench.tick(3000)
        #expect(bench.output.toCaller.count == 1 && bench.output.notes == [])
        bench.audio.caller.agreed(try AudioBench.agreed(.pcma, AudioBench.callerAddress), at: bench.now)
        bench.tick()
        let sent = bench.output.toCaller
        #expect(sent[1].header.timestamp &- sent[0].header.timestamp == 3001 * 160 && sent[1].header.marker)
    }

    /// RFC 3550 §5.1, appendix A.1: what is no packet of the peer's is dropped, and the next one is heard.
    @Test(
        arguments: [
            ("empty", []), ("one octet", [0x80]), ("a cut header", Array(repeating: 0x80, count: 11)), ("version 0", header(0x00)), ("version 1", header(0x40)),
            ("version 3", header(0xC0)), ("payload type 77", header(0x80, type: 77)), ("15 sources that are not there", header(0x8F)),
            ("an extension longer than the packet", header(0x90) + [0, 0, 255, 255]), ("padding longer than the packet", header(0xA0) + [255]),
            ("a STUN request", [0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42] + Array(repeating: 0, count: 12)), ("a DTLS hello", [22, 254, 253] + Array(repeating: 0, count: 30)),
        ] as [(String, [UInt8])])
    func whatIsNoPacketOfThePeersIsDropped(name: String, bytes: [UInt8]) throws {
        var bench = try AudioBench()
        bench.audio.echo()
        let tone = AudioBench.tone(400, frames: 3)
        bench.receive(tone[0])
        for _ in 0..<50 { bench.receive(bytes: bytes) }
        bench.receive(tone[1])
        #expect(bench.output.toCaller.map(\.payload) == Array(tone[..<2]), "\(name)")
        #expect(bench.audio.caller.strangers == 50 && bench.audio.caller.figures.received == 2)
    }

    /// Sound of no length, of one octet and of a whole datagram neither trap nor end anything.
    @Test(arguments: [0, 1, 159, 161, 1400, 1988]) func soundOfAnySizeIsTaken(count: Int) throws {
        var bench = try AudioBench(), bridged = try AudioBench()
        bench.audio.connect(StreamKey(handle: 1, epoch: 1), to: &bench.output)
        try bridged.addAgent(.opus)
        bridged.audio.bridge(to: &bridged.output)
        for _ in 0..<20 {
            bench.receive([UInt8](repeating: 0x2A, count: count))
            bridged.receive([UInt8](repeating: 0x2A, count: count))
            bridged.receive([UInt8](repeating: 0x2A, count: count), from: .agent, type: 111)
            bench.tick()
            bridged.tick()
        }
        #expect(bench.output.heard.allSatisfy { $0.alaw.count == 160 } && bench.output.heard.count == 20)
        #expect(bridged.output.toCaller.allSatisfy { $0.payload.count == 160 })
    }

    private static func header(_ first: UInt8, type: UInt8 = 8) -> [UInt8] { [first, type, 0, 1, 0, 0, 0, 1, 0, 0, 0, 5] }

    @Test func aVanishedPeerIsNotedOnce() throws {
        var bench = try AudioBench()
        bench.receive(AudioBench.silence)
        bench.tick(4000)
        #expect(bench.output.notes == [.silent(.caller)])
    }

    @Test func reportsTellWhatWasSentAndLost() throws {
        var bench = try AudioBench()
        bench.audio.play(Sound(alaw: [1]), loops: true)
        for index in 0..<250 {
            if index % 10 == 9 { bench.receive(AudioBench.silence, type: 55) } else { bench.receive(AudioBench.silence) }
            bench.tick()
        }
        guard case .senderReport(let ssrc, let info, let reports) = try #require(bench.output.reports.first) else { return #expect(Bool(false), "no sender report") }
        #expect(ssrc == 11 && info.packets == 250 && info.octets == 40_000)
        #expect(reports.first?.totalLost == 24)
    }

    @Test func aRecordingHasTheCallerLeftAndTheOtherSideRight() throws {
        var bench = try AudioBench()
        bench.audio.record()
        bench.audio.play(Sound(alaw: [1]), loops: true)
        bench.talk(Array(repeating: Array(repeating: 7, count: 160), count: 60))
        let segment = try #require(bench.output.segments.first)
        #expect(segment.count == 16_000 && bench.output.segments.count == 1)
        #expect(stride(from: 1, to: 16_000, by: 2).allSatisfy { segment[$0] == 1 })
        #expect(stride(from: 1600, to: 16_000, by: 2).allSatisfy { segment[$0] == 7 })
        #expect(bench.audio.takeRecording()?.count == 10 * 320)
    }

    @Test func aPausedRecordingKeepsSilenceInTheSamePlace() throws {
        var bench = try AudioBench()
        bench.audio.record()
        let frame = [UInt8](repeating: 7, count: 160)
        bench.talk(Array(repeating: frame, count: 20))
        bench.audio.pauseRecording(true, at: bench.now)
        bench.talk(Array(repeating: frame, count: 15))
        bench.audio.pauseRecording(false, at: bench.now)
        bench.talk(Array(repeating: frame, count: 20))
        let segment = try #require(bench.output.segments.first), left = stride(from: 0, to: segment.count, by: 2).map { segment[$0] }
        #expect(left[20 * 160..<35 * 160].allSatisfy { $0 == G711.aLawSilence } && left[36 * 160..<50 * 160].allSatisfy { $0 == 7 })
        bench.audio.pauseRecording(true, at: bench.now)
        bench.talk(Array(repeating: frame, count: 6100))
        #expect(bench.output.segments.last?.first == 7)
    }

    @Test(
        arguments: [
            ("another version", [0x40, 8]), ("reports", [0x80, 200]), ("a payload type that was not agreed", [0x80, 0]), ("an extension beyond the end", [0x90, 8]),
            ("padding beyond the end", [0xA0, 8]),
            ("sources beyond the end", [0x8F, 8]), ("nothing of RTP", [20, 8]),
        ] as [(String, [UInt8])]) func whatIsNotAgreedIsNotHeard(what: String, start: [UInt8]) throws
    {
        var bench = try AudioBench()
        bench.audio.echo()
        bench.receive(bytes: start + [0, 1, 0, 0, 0, 9, 0, 0, 0, 5] + (what.contains("end") ? [0xFF, 0xFF, 0xFF, 0xFF] : AudioBench.silence))
        #expect(bench.output.packets == [] && bench.audio.caller.strangers == 1)
        bench.receive(bytes: [])
        bench.receive(AudioBench.silence)
        #expect(bench.output.packets.count == 1)
    }

    @Test func thePlaceThatWasSignalledIsAlwaysThePeers() throws {
        var bench = try AudioBench()
        bench.audio.echo()
        // Somebody who guessed the port was faster.
        bench.receive(AudioBench.silence, address: elsewhere)
        bench.receive(AudioBench.silence)
        bench.receive(AudioBench.silence, address: elsewhere)
        #expect(bench.output.toCaller.map(\.remote) == [elsewhere, AudioBench.callerAddress])
    }

    /// This must not crash, and a good packet after it is still heard.
    @Test(arguments: UInt64(1)...100)
    func noBytesTrap(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var bench = try AudioBench()
        bench.audio.echo()
        bench.audio.record()
        for _ in 0..<60 {
            var bytes = random.bytes(Int.random(in: 0...400, using: &random))
            if !bytes.isEmpty, Bool.random(using: &random) { bytes[0] = 0x80 }
            if bytes.count > 1, Bool.random(using: &random) { bytes[1] = [8, 101, 200, 13].randomElement(using: &random) ?? 8 }
            bench.receive(bytes: bytes)
            bench.tick()
        }
        // A source is believed again when two packets follow each other.
        for _ in 0..<3 { bench.receive(AudioBench.silence) }
        #expect(bench.output.toCaller.last?.payload == AudioBench.silence, "seed \(seed)")
    }
}
