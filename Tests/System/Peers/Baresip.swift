import Audio
import Foundation

/// The softphone of the Debian package baresip, speaking from a file and keeping what it hears in another.
struct Baresip {
    var codec = "PCMA"
    var rate = 8000
    var channels = 1
    /// `srtp`, `srtp-mand`; nil for none.
    var encryption: String?

    static func prepare(_ scratch: Scratch, saying sentence: Spoken, leadIn: Int) throws {
        let samples = [Int16](repeating: 0, count: 8000 * leadIn) + (try sentence.samples()) + [Int16](repeating: 0, count: 8000 * 30)
        try Baresip().prepare(scratch, saying: WaveFile(samples: samples, rate: 8000))
    }

    func prepare(_ scratch: Scratch, saying sound: WaveFile) throws {
        try Data(sound.bytes()).write(to: scratch.file("said.wav"))
        try configuration(scratch).write(to: scratch.file("config"), atomically: true, encoding: .utf8)
        let account = "<sip:13800138000@127.0.0.1>;regint=0;audio_codecs=\(codec)" + (encryption.map { ";mediaenc=\($0)" } ?? "") + "\n"
        try account.write(to: scratch.file("accounts"), atomically: true, encoding: .utf8)
        try "".write(to: scratch.file("contacts"), atomically: true, encoding: .utf8)
    }

    func call(_ number: String, at place: String, talk: Int, in scratch: Scratch) async throws -> Softphone.Outcome {
        try prepare(scratch, saying: WaveFile.tone(seconds: talk + 2, rate: rate, channels: channels))
        let outcome = try await Command.run(
            try Prerequisites.program("baresip", package: "baresip"), ["-f", scratch.folder.path, "-e", "/dial sip:\(number)@\(place)", "-t", String(talk)],
            within: .seconds(talk + 20))
        let log = outcome.output + outcome.errors
        let files = (try? FileManager.default.contentsOfDirectory(atPath: scratch.folder.path)) ?? []
        let heard = files.first { $0.hasSuffix("-dec.wav") }.flatMap { FileManager.default.contents(atPath: scratch.file($0).path) }
        return Softphone.Outcome(
            isAnswered: log.contains("Call established"), isEndedByPeer: log.contains("session closed"), heard: try heard.map { try WaveFile([UInt8]($0)) }, log: log)
    }

    private func configuration(_ scratch: Scratch) -> String {
        let modules = ["/usr/lib/baresip/modules", "/usr/lib/x86_64-linux-gnu/baresip/modules", "/usr/lib/aarch64-linux-gnu/baresip/modules"]
        let first = Int.random(in: 0..<100) * 20 + 40_000
        return """
            net_interface 127.0.0.1
            sip_listen 127.0.0.1:0
            sip_cafile \(TLSKeys.certificate)
            audio_player aufile,\(scratch.file("heard.wav").path)
            audio_source aufile,\(scratch.file("said.wav").path)
            audio_alert aufile,\(scratch.file("alert.wav").path)
            audio_srate \(rate)
            audio_channels \(channels)
            rtp_ports \(first)-\(first + 19)
            snd_path \(scratch.folder.path)
            module_path \(modules.first(where: FileManager.default.fileExists(atPath:)) ?? modules[0])
            module g711.so
            module opus.so
            module srtp.so
            module sndfile.so
            module aufile.so
            module account.so
            module menu.so
            """
    }
}
