import Foundation
import SpeechIntentCore
import SpeechIntentEngines
import Testing

@Suite(.enabled(if: VoiceModels.hasEspeak, "no espeak-ng, or \(VoiceModels.reason)"))
struct EspeakVoiceTests {
    @Test func conforms() async throws {
        try await SynthesizerConformance(voice: EspeakVoice(VoiceModels.folder)).check()
    }

    @Test func namesTheProgramThatIsMissing() {
        #expect(
            performing: { try EspeakVoice(VoiceModels.folder, program: "/nowhere/espeak-ng") },
            throws: { error in
                (error as? EngineFailure)?.code == .missing && "\(error)".contains("apt-get install espeak-ng")
            })
    }

    @Test func saysWhenTheProgramFails() async throws {
        #expect(try await failure(of: "exit 3") == .failed)
        #expect(try await failure(of: "echo no sound") == .failed)
    }

    @Test func killsAProgramThatHangs() async throws {
        let mark = FileManager.default.temporaryDirectory.appendingPathComponent("hotline-\(UUID().uuidString)").path
        #expect(try await failure(of: "echo $$ > \(mark); exec sleep 600", deadline: .milliseconds(300)) == .timedOut)
        let pid = try #require(Int32(String(contentsOfFile: mark, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)))
        while kill(pid, 0) == 0 { await Task.yield() }
        try FileManager.default.removeItem(atPath: mark)
    }

    /// How a voice fails whose program is this shell script.
    private func failure(of script: String, deadline: Duration = .seconds(10)) async throws -> EngineFailure.Code? {
        let program = FileManager.default.temporaryDirectory.appendingPathComponent("hotline-\(UUID().uuidString).sh").path
        #expect(FileManager.default.createFile(atPath: program, contents: Data("#!/bin/sh\n\(script)\n".utf8), attributes: [.posixPermissions: 0o755]))
        defer { try? FileManager.default.removeItem(atPath: program) }
        let voice = try EspeakVoice(VoiceModels.folder, program: program)
        do {
            for try await _ in voice.speak("您好", rate: 1, deadline: deadline) {}
            return nil
        } catch {
            return (error as? EngineFailure)?.code
        }
    }
}
