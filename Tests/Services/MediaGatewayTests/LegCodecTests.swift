import Audio
import Contracts
@testable import MediaGatewayCore
import Protocols
import Testing
import TestKit
import Vocabulary

/// Legs that speak something else than G.711, or know less than others.
@Suite struct LegCodecTests {
    private static func encode(_ codec: AudioCodec, _ frames: [[UInt8]]) -> [[UInt8]] {
        var encoder = SentSound(codec)
        return frames.map { frame in
            var room = frame + [UInt8](repeating: 0, count: 400)
            let count = room.withUnsafeMutableBytes { encoder.encode(160, in: $0) }
            return Array(room[..<count])
        }
    }

    private static func level(_ octets: [UInt8]) -> Float { Level.decibels(Level.power(aLaw: octets)) }

    @Test(arguments: [AudioCodec.g722, .opus]) func aDecodedCallerIsHeardByTheRecording(codec: AudioCodec) throws {
        var bench = try AudioBench(codec: codec)
        bench.audio.record()
        let packets = Self.encode(codec, AudioBench.tone(600, frames: 60))
        for (index, packet) in packets.enumerated() {
            bench.receive(packet, type: codec.payloadType, timestamp: UInt32(index) * codec.clockRate / 50)
            bench.tick()
        }
        let segment = try #require(bench.output.segments.first)
        let left = stride(from: 0, to: segment.count, by: 2).map { segment[$0] }
        #expect(abs(Self.level(Array(left.suffix(6400))) + 15) < 3)
    }

    @Test(arguments: [AudioCodec.g722, .opus]) func everyLegHearsWhatIsPlayed(codec: AudioCodec) throws {
        var bench = try AudioBench(codec: codec)
        bench.audio.play(Sound(Tone(500)), loops: true)
        bench.tick(50)
        let sent = bench.output.toCaller
        #expect(sent.count == 50 && sent.allSatisfy { $0.header.payloadType == codec.payloadType })
        #expect(sent[1].header.timestamp &- sent[0].header.timestamp == codec.clockRate / 50)
    }

    @Test func peopleWithDifferentCodecsHearEachOther() throws {
        var bench = try AudioBench(codec: .opus)
        try bench.addAgent(.pcma)
        bench.audio.bridge(to: &bench.output)
        let opus = Self.encode(.opus, AudioBench.tone(600, frames: 60)), alaw = AudioBench.tone(500, frames: 60)
        for index in 0..<60 {
            bench.receive(opus[index], type: 111, timestamp: UInt32(index) * 960)
            bench.receive(alaw[index], from: .agent)
            bench.tick()
        }
        let toAgent = bench.output.toAgent, toCaller = bench.output.toCaller
        #expect(toAgent.count == 60 && abs(Self.level(Array(toAgent.suffix(40).flatMap(\.payload))) + 15) < 3)
        #expect(toCaller.allSatisfy { $0.header.payloadType == 111 })
        var decoder = OpusDecoder(), heard: [Int16] = []
        for packet in toCaller {
            var output = [Int16](repeating: 0, count: OpusDecoder.longest)
            let count = packet.payload.withUnsafeBytes { payload in output.withUnsafeMutableBufferPointer { decoder.decode(payload, into: $0) } }
            heard += output[..<count]
        }
        #expect(abs(Level.decibels(Level.power(Array(heard.suffix(6400)))) + 15) < 3)
    }

    @Test func aKeyCrossesATranscodedBridgeOnceAsEvents() throws {
        var bench = try AudioBench(codec: .opus)
        try bench.addAgent(.pcma)
        bench.audio.bridge(to: &bench.output)
        for step in 0..<8 {
            let event = TelephoneEvent(code: 5, isEnd: step >= 5, duration: UInt16(min(step + 1, 6)) * 160)
            bench.receive(event.bytes, type: 101, marker: step == 0, timestamp: 9600)
            bench.tick()
        }
        bench.tick(20)
        let events = bench.output.toAgent.filter { $0.header.payloadType == 101 }
        #expect(Set(events.map(\.header.timestamp)).count == 1 && events.first?.header.marker == true)
        #expect(events.filter { $0.payload[1] & 0x80 != 0 }.count == 3 && events.allSatisfy { $0.payload[0] == 5 })
        let sequences = bench.output.toAgent.map(\.header.sequence)
        #expect(zip(sequences, sequences.dropFirst()).allSatisfy { $1 &- $0 == 1 })
    }

    @Test func aPeerWithoutEventsHearsTheToneOfAKeyThatCameBySignalling() throws {
        var bench = try AudioBench()
        bench.audio.agent = MediaLeg(MediaSettings(), random: (22, 7), at: bench.now)
        bench.audio.agent?.agreed(try AudioBench.agreed(.pcma, AudioBench.agentAddress, events: false), at: bench.now)
        bench.audio.bridge(to: &bench.output)
        bench.audio.keyPressed(UInt8(ascii: "7"), by: .caller, to: &bench.output)
        for _ in 0..<10 {
            bench.receive(AudioBench.silence)
            bench.tick()
        }
        var tones = KeyTones(), keys: [UInt8] = []
        for packet in bench.output.toAgent {
            if let key = G711.linear(aLaw: packet.payload).withUnsafeBufferPointer({ tones.heard($0) }) { keys.append(key) }
        }
        #expect(keys == [UInt8(ascii: "7")])
        #expect(bench.output.notes == [.digit(UInt8(ascii: "7"), .caller)])
    }

    @Test func aKeyInTheSoundIsHeardWhereThereAreNoEvents() throws {
        var bench = try AudioBench(events: false)
        let sound = G711.aLaw(Tone.key(UInt8(ascii: "3"))?.samples(milliseconds: 160) ?? [])
        bench.talk((0..<8).map { Array(sound[$0 * 160..<$0 * 160 + 160]) })
        bench.talk(Array(repeating: AudioBench.silence, count: 10))
        #expect(bench.output.notes == [.digit(UInt8(ascii: "3"), .caller)])
    }

    @Test func aSilentPeerIsHeardAsItsNoise() throws {
        var bench = try AudioBench(noise: true)
        bench.audio.record()
        bench.talk(Array(repeating: AudioBench.silence, count: 20))
        bench.receive([40], type: 13)
        bench.tick(30)
        let segment = try #require(bench.output.segments.first)
        let left = stride(from: 0, to: segment.count, by: 2).map { segment[$0] }
        #expect(abs(Self.level(Array(left.suffix(1600))) + 40) < 4)
    }

    @Test func aLostPacketIsMadeUpFor() throws {
        var bench = try AudioBench()
        bench.audio.record()
        for (index, frame) in AudioBench.tone(200, frames: 60).enumerated() {
            if index % 10 == 7 { bench.skip() } else { bench.receive(frame) }
            bench.tick()
        }
        let segment = try #require(bench.output.segments.first)
        let left = stride(from: 0, to: segment.count, by: 2).map { segment[$0] }
        let quietest = stride(from: 1600, to: 7840, by: 160).map { Self.level(Array(left[$0..<$0 + 160])) }.min() ?? -100
        #expect(quietest > -22)
    }

    @Test func cleaningChangesWhatSpeechHearsAndNotWhatIsKept() throws {
        func run(_ isCleaned: Bool) throws -> (heard: [[UInt8]], kept: [[UInt8]]) {
            var settings = MediaSettings()
            settings.cleansSpeech = isCleaned
            var bench = try AudioBench(settings: settings), random = SeededRandom(seed: 3)
            bench.audio.record()
            bench.audio.connect(StreamKey(handle: 1, epoch: 1), to: &bench.output)
            bench.talk((0..<100).map { _ in G711.aLaw((0..<160).map { _ in Int16.random(in: -500...500, using: &random) }) })
            return (bench.output.heard.map(\.alaw), bench.output.segments)
        }
        let clean = try run(true), raw = try run(false)
        #expect(clean.heard.count == raw.heard.count && clean.heard.last != raw.heard.last)
        #expect(clean.kept == raw.kept && !raw.kept.isEmpty)
    }

    // MARK: Reports

    @Test func reportsTellTheRoundTripAndTheIntervalsLoss() throws {
        var bench = try AudioBench()
        bench.audio.play(Sound(alaw: [1]), loops: true)
        for index in 0..<250 {
            if index % 25 == 24 { bench.skip() } else { bench.receive(AudioBench.silence) }
            bench.tick()
        }
        guard case .statistics(_, let statistics) = try #require(bench.output.reports.last) else { return #expect(Bool(false), "no statistics") }
        #expect(statistics.lost == 10 || statistics.lost == 9)
        #expect(statistics.duplicates == 0 && statistics.mostJitter <= 160)
        let sent = RTCPSenderInfo.ntp(unixMicroseconds: 1_767_225_600_000_000)
        let report = RTCPReport(
            ssrc: 11, fractionLost: 3, totalLost: 8, highestSequence: 1, jitter: 1, lastSenderReport: UInt32(truncatingIfNeeded: sent >> 16) &- 65_536 / 10,
            delaySinceLastSenderReport: 65_536 / 20)
        RTCPPacket.receiverReport(ssrc: 5, [report]).bytes.withUnsafeBytes {
            bench.audio.controlReceived($0, on: .caller, at: bench.now, unixMicroseconds: 1_767_225_600_000_000)
        }
        #expect(bench.audio.caller.reports.peer?.totalLost == 8)
        #expect(abs((bench.audio.caller.reports.roundTrip ?? .zero).milliseconds - 50) < 1)
    }
}
