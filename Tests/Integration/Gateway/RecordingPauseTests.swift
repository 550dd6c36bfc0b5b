import Audio
import Contracts
import CSys
import MediaGatewayShell
import Protocols
import TestKit
import Testing
import Vocabulary

/// What is sensitive is in the recording of neither side, and everything around it is.
@Suite(.serialized, .timeLimit(.minutes(1))) struct RecordingPauseTests {
    private static let question = G711.aLaw(Tone(600, level: -12).samples(milliseconds: 600))
    private static let answer = G711.aLaw(Tone(1000, level: -15).samples(milliseconds: 600))

    private func admitting(_ gateway: TestGateway) async -> ScriptedSpeech {
        await gateway.routing.serve(AdmitCall.self) { _, _ in
            AdmitCall.Answer(tenant: "warm", treatment: .assistant(speech: "speech-1", epoch: 1, pack: "heating", queue: "repairs"))
        }
        return await ScriptedSpeech("speech-1", on: gateway.network)
    }

    /// Question and answer three times, the second of them under a pause.
    @Test func whatIsAskedAndSaidInAPauseIsInNeitherChannel() async throws {
        let gateway = try TestGateway(), speech = await admitting(gateway), address = gateway.address
        let heard = try await onThread { () -> [Range<Int>] in
            let caller = try TestCaller()
            try caller.dial("4001", at: address)
            _ = caller.run { _ in speech.started.count == 1 }
            for round in 1...3 {
                if round != 1 { try speech.tell(.recordingPaused(round == 2)) }
                _ = caller.run(.milliseconds(200))
                try speech.say(Self.question, generation: UInt32(round))
                _ = caller.run { _ in speech.controls.contains(.played(generation: UInt32(round), frames: 30, finished: true)) }
                _ = caller.run(.milliseconds(200))
                caller.saying = Self.answer
                _ = caller.run { _ in speech.audio.filter { Level.power(aLaw: $0.alaw) > 1e-3 }.count >= 28 * round }
                // Until the jitter buffer has given it all.
                _ = caller.run(.milliseconds(300))
            }
            caller.hangUp()
            _ = caller.run { $0.isEnded }
            return Track(caller.heard.map(\.alaw)).bursts
        }
        try await gateway.end()
        let recording = Recording(gateway.recorder.segments)
        #expect(heard.count == 3 && Track(speech.audio.map(\.alaw)).bursts.count == 3, "the call itself goes on")
        let questions = recording.other.bursts, answers = recording.caller.bursts
        #expect(questions.count == 2 && answers.count == 2, "\(questions) \(answers)")
        let inOrder = [questions.first, answers.first, questions.last, answers.last].compactMap { $0 }
        #expect(zip(inOrder, inOrder.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound }, "\(inOrder)")
        // Between the first answer and the third question lie a question and an answer of 30 frames each.
        let gap = (answers.first?.upperBound ?? 0)..<max(answers.first?.upperBound ?? 0, questions.last?.lowerBound ?? 0)
        #expect(gap.count > 60 && recording.isSilent(gap.dropFirst(2).dropLast(2)))
    }

    /// Both talk without end; for a while nothing is kept of either.
    @Test func aPauseWhileAnAgentTalksSilencesBothSides() async throws {
        let gateway = try TestGateway(), speech = await admitting(gateway)
        let agent = try TalkingPhone("1001", tone: 1300, at: gateway.address)
        try await gateway.registrations.bound("1001", agent.contact, expires: Timestamp(microseconds: .max))
        let caller = try TalkingPhone("13800000001", tone: 500, calls: "4001", at: gateway.address)
        _ = try await onThread { speech.wait { $0.started.count == 1 } }
        let call = try #require(speech.started.first).call
        let answer = try await gateway.routing.ask(ConnectAgent(call: call, agent: "li", phone: "1001", fence: 1, ring: 10, trace: TraceParent("00-0-0-01")), of: "gateway-1")
        guard case .connected = answer else { throw RequestFailure(.failed, "\(answer)") }
        try await Task.sleep(for: .milliseconds(1000))
        try speech.tell(.recordingPaused(true))
        try await Task.sleep(for: .milliseconds(200))
        let began = Instant(nanoseconds: sys_monotonic())
        try await Task.sleep(for: .milliseconds(800))
        let ended = Instant(nanoseconds: sys_monotonic())
        try speech.tell(.recordingPaused(false))
        try await Task.sleep(for: .milliseconds(1000))
        let callers = try await caller.hungUp(), agents = try await agent.hungUp()
        try await gateway.end()
        #expect(callers.tones([1300], during: began...ended) == [1300] && agents.tones([500], during: began...ended) == [500], "they hear each other")
        let recording = Recording(gateway.recorder.segments)
        // Only what stands around the one silence that both sides share.
        let silences = recording.sharedSilences.filter { $0.count > 35 && recording.caller.bursts.contains(before: $0) && recording.other.bursts.contains(before: $0) }
        #expect(silences.count == 1, "\(recording.caller.bursts) \(recording.other.bursts)")
        let silence = try #require(silences.first)
        #expect(recording.caller.bursts.contains(after: silence) && recording.other.bursts.contains(after: silence))
    }

    // MARK: What was kept

    /// Frames of 20 ms of one side.
    private struct Track {
        let loud: [Bool]

        init(_ frames: [[UInt8]]) { loud = frames.map { Level.power(aLaw: $0) > 1e-3 } }

        /// Sounds, by frames; a gap of up to five frames ends none.
        var bursts: [Range<Int>] {
            var found: [Range<Int>] = []
            for index in loud.indices where loud[index] {
                if let last = found.last, index - last.upperBound < 5 { found[found.count - 1] = last.lowerBound..<index + 1 } else { found.append(index..<index + 1) }
            }
            return found
        }
    }

    /// The caller left, the other side right.
    private struct Recording {
        let caller: Track
        let other: Track
        private let frames: [(left: [UInt8], right: [UInt8])]

        init(_ segments: [[UInt8]]) {
            let octets = segments.flatMap { $0 }
            frames = stride(from: 0, to: octets.count - 319, by: 320).map { start in
                (stride(from: start, to: start + 320, by: 2).map { octets[$0] }, stride(from: start + 1, to: start + 320, by: 2).map { octets[$0] })
            }
            caller = Track(frames.map(\.left))
            other = Track(frames.map(\.right))
        }

        /// Not one octet of sound.
        func isSilent(_ range: some Collection<Int>) -> Bool {
            !range.isEmpty && range.allSatisfy { frames.indices.contains($0) && (frames[$0].left + frames[$0].right).allSatisfy { $0 == G711.aLawSilence } }
        }

        /// Where neither side has an octet of sound.
        var sharedSilences: [Range<Int>] {
            var found: [Range<Int>] = []
            for index in frames.indices where isSilent([index]) {
                if let last = found.last, last.upperBound == index { found[found.count - 1] = last.lowerBound..<index + 1 } else { found.append(index..<index + 1) }
            }
            return found
        }
    }
}

extension [Range<Int>] {
    fileprivate func contains(before range: Range<Int>) -> Bool { contains { $0.upperBound <= range.lowerBound } }
    fileprivate func contains(after range: Range<Int>) -> Bool { contains { $0.lowerBound >= range.upperBound } }
}
