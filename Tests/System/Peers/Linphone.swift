import Audio
import Foundation

/// The console client of the Debian package linphone-cli, driven through its pipe: one at a time for each user.
enum Linphone {
    static func call(_ number: String, at place: String, talk: Int, in scratch: Scratch) async throws -> Softphone.Outcome {
        try prepare(scratch, seconds: talk + 2)
        let folder = scratch.folder.path
        let console = try RunningProgram(
            try Prerequisites.program("linphonec", package: "linphone-cli"), ["--pipe", "-c", folder + "/rc", "-d", "6", "-l", folder + "/log"],
            environment: ["HOME": folder], log: scratch.file("console"))
        let outcome = await Result { try await call(number, at: place, talk: talk, from: folder, in: scratch) }
        await console.end(within: .seconds(5))
        return try outcome.get()
    }

    private static func call(_ number: String, at place: String, talk: Int, from folder: String, in scratch: Scratch) async throws -> Softphone.Outcome {
        // It serves its pipe once it has looked at the network.
        _ = try await eventually(within: .seconds(10)) { try await tell("generic", "soundcard use files", in: scratch).contains("wav") }
        try await Task.sleep(for: .seconds(1))
        for line in ["play \(folder)/said.wav", "record \(folder)/heard.wav"] { _ = try await tell("generic", line, in: scratch) }
        var log = try await tell("dial", "sip:\(number)@\(place)", in: scratch)
        let isAnswered = try await eventually(within: .seconds(5)) { try await tell("status", "hook", in: scratch).contains("duration") }
        try await Task.sleep(for: .seconds(talk))
        let state = try await tell("status", "hook", in: scratch)
        log += state + (try await tell("generic", "terminate", in: scratch))
        try await Task.sleep(for: .seconds(1))
        let heard = FileManager.default.contents(atPath: folder + "/heard.wav")
        return Softphone.Outcome(isAnswered: isAnswered, isEndedByPeer: !state.contains("duration"), heard: try heard.map { try WaveFile([UInt8]($0)) }, log: log + scratch.text("log").suffix(3000))
    }

    private static func tell(_ words: String..., in scratch: Scratch) async throws -> String {
        let program = try Prerequisites.program("linphonecsh", package: "linphone-cli")
        let outcome = try await Command.run(program, words, environment: ["HOME": scratch.folder.path], within: .seconds(20))
        return outcome.output + outcome.errors
    }

    private static func prepare(_ scratch: Scratch, seconds: Int) throws {
        try FileManager.default.createDirectory(at: scratch.file(".local/share/linphone"), withIntermediateDirectories: true)
        try Data(WaveFile.tone(seconds: seconds, rate: 8000).bytes()).write(to: scratch.file("said.wav"))
        try """
        [sip]
        sip_port=\(Int.random(in: 30_500..<32_000))
        sip_tcp_port=0
        sip_tls_port=0
        guess_hostname=0
        contact="caller" <sip:13800138000@127.0.0.1>
        use_ipv6=0
        media_encryption=none
        [rtp]
        audio_rtp_port=42200-42300
        [sound]
        echocancellation=0
        [video]
        enabled=0
        automatically_initiate=0
        automatically_accept=0

        """.write(to: scratch.file("rc"), atomically: true, encoding: .utf8)
    }
}
