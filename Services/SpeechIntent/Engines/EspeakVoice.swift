import Audio
import Foundation
import SpeechIntentCore

/// The free fallback: espeak-ng (GPL) in a process of its own, given pinyin, since its Mandarin voice spells Han
/// characters. People barely follow it; it is there when no other voice is.
public final class EspeakVoice: Synthesizer {
    public let name = "espeak-ng"
    private let pinyin: PinyinTable
    private let program: String
    private let threads = EngineThreads(name: "espeak-ng", limits: .init(parallel: 2, queue: 16))
    /// espeak's words a minute at rate 1.
    private static let tempo = 150.0

    /// Throws `.missing` when the program or the pinyin table is not there.
    public init(_ models: ModelFolder, program: String = "/usr/bin/espeak-ng") throws(EngineFailure) {
        guard FileManager.default.isExecutableFile(atPath: program) else {
            throw EngineFailure(.missing, "\(program) is missing: apt-get install espeak-ng")
        }
        pinyin = try PinyinTable(models)
        self.program = program
    }

    public func speak(_ text: String, rate: Double, deadline: Duration) -> AsyncThrowingStream<SpokenPiece, any Error> {
        spokenPieces(of: text) { piece in try await self.spoken(piece, rate: min(max(rate, 0.7), 1.3), deadline: deadline) }
    }

    private func spoken(_ piece: String, rate: Double, deadline: Duration) async throws(EngineFailure) -> SpokenPiece {
        let words = romanised(SpeechNormaliser().spoken(piece))
        guard words.contains(where: \.isLetter) else { return SpokenPiece(text: piece, samples: [], compute: .zero) }
        let process = EspeakProcess(program: program, speed: Int(Self.tempo * rate))
        let start = ContinuousClock.now
        let answer = try await threads.run(deadline: deadline) { () throws(EngineFailure) in try process.sound(of: words, deadline: deadline) }
        let compute = start.duration(to: .now) - answer.waited
        return SpokenPiece(text: piece, samples: answer.value + SpeechPause.samples(after: piece), compute: compute)
    }

    /// Pinyin with tone digits, and pauses as Latin punctuation.
    private func romanised(_ spoken: String) -> String {
        ToneSandhi.applied(to: pinyin.words(spoken)).map { word in
            if let pause = word.text.first, word.syllables.isEmpty { return "。！？；".contains(pause) ? "." : "," }
            return word.syllables.map { $0.description.replacing("v", with: "ü") }.joined(separator: " ")
        }.joined(separator: " ")
    }
}

/// One run of the program, killed at its deadline.
private struct EspeakProcess: Sendable {
    let program: String
    let speed: Int

    /// Samples at 8 kHz.
    func sound(of words: String, deadline: Duration) throws(EngineFailure) -> [Int16] {
        let process = Process(), input = Pipe(), output = Pipe()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["-v", "cmn-latn-pinyin", "-s", String(speed), "--stdin", "--stdout"]
        (process.standardInput, process.standardOutput, process.standardError) = (input, output, FileHandle.nullDevice)
        do {
            // Written before the program starts: a piece is far smaller than the pipe, and nobody can have closed it yet.
            try input.fileHandleForWriting.write(contentsOf: Data(words.utf8))
            try input.fileHandleForWriting.close()
            try process.run()
        } catch {
            throw EngineFailure(.failed, "\(program) could not be started: \(error.localizedDescription)")
        }
        let alarm = killed(process, after: deadline)
        defer { alarm.cancel() }
        let bytes = (try? output.fileHandleForReading.readToEnd()) ?? Data()
        process.waitUntilExit()
        if process.terminationReason == .uncaughtSignal, process.terminationStatus == SIGKILL {
            throw EngineFailure(.timedOut, "\(program) gave no sound within \(deadline) and was killed")
        }
        guard process.terminationReason == .exit, process.terminationStatus == 0, let wave = try? WaveFile(Array(bytes)) else {
            throw EngineFailure(.failed, "\(program) ended with status \(process.terminationStatus) and no sound")
        }
        return VoiceLevel.finished(wave.mono(at: 8000))
    }

    private func killed(_ process: Process, after deadline: Duration) -> DispatchWorkItem {
        let pid = process.processIdentifier
        let alarm = DispatchWorkItem { kill(pid, SIGKILL) }
        DispatchQueue.global().asyncAfter(deadline: .now() + .nanoseconds(Int(clamping: deadline.nanoseconds)), execute: alarm)
        return alarm
    }
}
