import Audio
import Contracts
import MediaGatewayCore
import Protocols
import Testing
import Vocabulary

@Suite struct CallAudioTests {
    let key = StreamKey(handle: 3, epoch: 1)

    // MARK: Echo and play

    @Test func echoComesBackOnReceiptAsOneStream() throws {
        var bench = try AudioBench()
        bench.audio.echo()
        let frames = AudioBench.tone(400, frames: 8)
        for frame in frames { bench.receive(frame) }
        let sent = bench.output.toCaller
        #expect(sent.map(\.payload) == frames)
        // Their sequence numbers wrapped; ours go on by one from where they began.
        #expect(sent.map { $0.header.sequence &- sent[0].header.sequence } == Array(0..<8))
        #expect(sent.map { $0.header.timestamp &- sent[0].header.timestamp } == (0..<8).map { $0 * 160 })
        #expect(Set(sent.map(\.header.ssrc)) == [11] && sent.map(\.header.marker) == [true] + Array(repeating: false, count: 7))
    }

    /// A thread whose calls all rest wakes once a second: reports and the time-out come as they would by its ticks.
    @Test func anEchoRestsAndIsMindedAllTheSame() throws {
        var ticked = try AudioBench(), rested = try AudioBench()
        #expect(!rested.audio.rests, "silence is played until something is asked for")
        ticked.audio.echo()
        rested.audio.echo()
        #expect(rested.audio.rests)
        ticked.tick(50 * 40)
        for second in 1...40 { rested.audio.rested(ticks: 50, at: rested.now + .seconds(Int64(second)), to: &rested.output) }
        #expect(rested.output.reports.count == ticked.output.reports.count && !rested.output.reports.isEmpty)
        #expect(rested.output.notes == ticked.output.notes && rested.output.notes == [.silent(.caller)])
        rested.audio.record()
        #expect(!rested.audio.rests, "a recording needs the caller's sound evened out")
    }

    @Test func whatIsPlayedFollowsWhatWasEchoedWithoutAJump() throws {
        var bench = try AudioBench()
        bench.audio.echo()
        for frame in AudioBench.tone(400, frames: 3) { bench.receive(frame) }
        bench.audio.play(Sound(alaw: Array(repeating: 1, count: 400)), loops: false, number: 4)
        bench.tick(4)
        let sent = bench.output.toCaller
        #expect(sent.map { $0.header.sequence &- sent[0].header.sequence } == Array(0..<7))
        #expect(sent.map { $0.header.timestamp &- sent[0].header.timestamp } == (0..<7).map { $0 * 160 })
        #expect(sent[5].payload == Array(repeating: 1, count: 80) + Array(repeating: 0xD5, count: 80))
        #expect(bench.output.notes == [.soundOver(number: 4)])
    }

    @Test func aLoopNeverEndsAndIsTranscodedForAMuLawPhone() throws {
        var bench = try AudioBench(codec: .pcmu)
        bench.audio.play(Sound(alaw: Array(0..<200)), loops: true)
        bench.tick(10)
        let expected = (0..<1600).map { G711.muLawOfALaw[$0 % 200] }
        #expect(bench.output.toCaller.flatMap(\.payload) == expected && bench.output.notes.isEmpty)
    }

    // MARK: Bridge

    @Test func bridgedPartiesHearEachOtherTranscoded() throws {
        var bench = try AudioBench(codec: .pcmu)
        try bench.addAgent(.pcma)
        bench.audio.bridge(to: &bench.output)
        bench.receive(Array(0...159), type: 0)
        bench.receive(Array(0...159), from: .agent)
        #expect(bench.output.toAgent.map(\.payload) == [(0...159).map { G711.aLawOfMuLaw[$0] }])
        #expect(bench.output.toCaller.map(\.payload) == [(0...159).map { G711.muLawOfALaw[$0] }])
        #expect(bench.output.toAgent[0].header.payloadType == 8 && bench.output.toAgent[0].remote == AudioBench.agentAddress)
    }

    @Test func keysGoThroughABridge() throws {
        var bench = try AudioBench()
        try bench.addAgent()
        bench.audio.bridge(to: &bench.output)
        for end in [false, true, true, true] { bench.receive(TelephoneEvent(code: 7, isEnd: end, duration: 400).bytes, type: 101, timestamp: 900) }
        #expect(bench.output.toAgent.map(\.header.payloadType) == [101, 101, 101, 101])
        #expect(Set(bench.output.toAgent.map(\.header.timestamp)).count == 1)
        #expect(bench.output.notes == [.digit(UInt8(ascii: "7"), .caller)])
    }

    @Test func speechHearsBothPartiesOfABridge() throws {
        var bench = try AudioBench()
        bench.audio.connect(key, to: &bench.output)
        try bench.addAgent()
        bench.audio.bridge(to: &bench.output)
        for frame in AudioBench.tone(400, frames: 20) {
            bench.receive(frame)
            bench.receive(frame, from: .agent)
            bench.tick()
        }
        #expect(bench.output.controls == [.bridged])
        for party in [Party.caller, .agent] {
            let frames = bench.output.heard.filter { $0.party == party }
            #expect(frames.map(\.seq) == Array(0..<20))
            #expect(frames.filter { Level.power(aLaw: $0.alaw) > 1e-3 }.count >= 17)
        }
    }

    @Test func speechThatTakesOverDuringABridgeIsToldOfIt() throws {
        var bench = try AudioBench()
        try bench.addAgent()
        bench.audio.bridge(to: &bench.output)
        bench.audio.connect(StreamKey(handle: 9, epoch: 2), to: &bench.output)
        #expect(bench.output.controls == [.bridged])
    }

    // MARK: The assistant

    func speech(_ count: Int, generation: UInt32 = 1) -> [SpeechFrame] {
        AudioBench.tone(600, frames: count).enumerated().map { index, frame in
            SpeechFrame(key: key, generation: generation, seq: UInt32(index), last: index == count - 1, alaw: frame)
        }
    }

    @Test func theAssistantIsHeardFrameByFrameAndReported() throws {
        var bench = try AudioBench()
        bench.audio.connect(key, to: &bench.output)
        let frames = speech(30)
        for frame in frames { bench.audio.speechReceived(frame) }
        bench.tick(32)
        #expect(bench.output.toCaller.prefix(30).map(\.payload) == frames.map(\.alaw))
        #expect(bench.output.toCaller.suffix(2).map(\.payload) == [AudioBench.silence, AudioBench.silence])
        #expect(bench.output.controls == [.played(generation: 1, frames: 25, finished: false), .credit(generation: 1, upTo: 275), .played(generation: 1, frames: 30, finished: true)])
    }

    @Test func framesOfAnOlderEpochAreNotHeard() throws {
        var bench = try AudioBench()
        bench.audio.connect(StreamKey(handle: 3, epoch: 2), to: &bench.output)
        for frame in speech(5) { bench.audio.speechReceived(frame) }
        bench.tick(5)
        #expect(bench.output.toCaller.allSatisfy { $0.payload == AudioBench.silence })
    }

    /// From the first sample of voice to the first silent packet: at most 120 ms, whatever the packets' phase.
    @Test(arguments: 0..<16)
    func theAssistantPausesWithin120MillisecondsOfVoice(tenths: Int) throws {
        var bench = try AudioBench()
        bench.audio.connect(key, to: &bench.output)
        for frame in speech(250) { bench.audio.speechReceived(frame) }
        bench.talk(Array(repeating: AudioBench.silence, count: 60))
        // Voice begins `tenths`/16 into a packet.
        let voice = Array(AudioBench.silence.prefix(tenths * 10)) + AudioBench.tone(500, level: -20, frames: 20).flatMap { $0 }
        let frames = (0..<20).map { Array(voice[$0 * 160..<$0 * 160 + 160]) }
        let began = bench.now + .microseconds(Int64(tenths * 1250))
        let before = bench.output.toCaller.count
        bench.talk(frames)
        let silent = try #require(bench.output.toCaller.dropFirst(before).firstIndex { $0.payload == AudioBench.silence })
        // A packet's sound was spoken in the 20 ms before it came, which is when the bench's tick is.
        let at = Instant.zero + .milliseconds(20 * (silent + 1))
        #expect(at - began <= .milliseconds(120), "\((at - began).milliseconds) ms")
        #expect(bench.output.pauses.allSatisfy { $0 <= 120 })
    }

    @Test func aKeyIsToldToSpeechAndToTheCall() throws {
        var bench = try AudioBench()
        bench.audio.connect(key, to: &bench.output)
        // No marker bit, two of three end packets lost.
        bench.receive(TelephoneEvent(code: 0, isEnd: false, duration: 160).bytes, type: 101, timestamp: 500)
        bench.receive(TelephoneEvent(code: 0, isEnd: true, duration: 800).bytes, type: 101, timestamp: 500)
        #expect(bench.output.controls == [.digit(UInt8(ascii: "0"))])
        #expect(bench.output.notes == [.digit(UInt8(ascii: "0"), .caller)])
    }

    @Test func hangUpFollowsTheLastWord() throws {
        var bench = try AudioBench()
        bench.audio.connect(key, to: &bench.output)
        for frame in speech(3) { bench.audio.speechReceived(frame) }
        bench.audio.controlReceived(.hangUp(generation: 1), at: bench.now)
        bench.tick(2)
        #expect(bench.output.notes == [])
        bench.tick()
        #expect(bench.output.notes == [.afterwards(.hangUp)])
    }

    @Test func ringbackFillsTheSilenceAndNothingElse() throws {
        var bench = try AudioBench()
        bench.audio.connect(key, to: &bench.output)
        bench.audio.fill(with: Sound(alaw: [9]))
        bench.tick()
        for frame in speech(1) { bench.audio.speechReceived(frame) }
        bench.tick(2)
        let sent = bench.output.toCaller.map(\.payload)
        #expect(sent == [Array(repeating: 9, count: 160), AudioBench.tone(600, frames: 1)[0], Array(repeating: 9, count: 160)])
    }
}
