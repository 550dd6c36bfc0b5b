import Audio
import Foundation

/// The softphone of the Debian package baresip, speaking from a file into nothing's ears.
enum Baresip {
    static func prepare(_ scratch: Scratch, saying sentence: Spoken, leadIn: Int) throws {
        let samples = [Int16](repeating: 0, count: 8000 * leadIn) + (try sentence.samples()) + [Int16](repeating: 0, count: 8000 * 30)
        try Data(WaveFile(samples: samples, rate: 8000, channels: 1).bytes()).write(to: scratch.file("said.wav"))
        try configuration(scratch).write(to: scratch.file("config"), atomically: true, encoding: .utf8)
        try "<sip:13800138000@127.0.0.1>;regint=0;audio_codecs=PCMA\n".write(to: scratch.file("accounts"), atomically: true, encoding: .utf8)
        try "".write(to: scratch.file("contacts"), atomically: true, encoding: .utf8)
    }

    private static func configuration(_ scratch: Scratch) -> String {
        let modules = ["/usr/lib/baresip/modules", "/usr/lib/x86_64-linux-gnu/baresip/modules", "/usr/lib/aarch64-linux-gnu/baresip/modules"]
        return """
            net_interface 127.0.0.1
            sip_listen 127.0.0.1:0
            audio_player aufile,\(scratch.file("heard.wav").path)
            audio_source aufile,\(scratch.file("said.wav").path)
            audio_alert aufile,\(scratch.file("alert.wav").path)
            audio_srate 8000
            audio_channels 1
            rtp_ports 40000-40100
            module_path \(modules.first(where: FileManager.default.fileExists(atPath:)) ?? modules[0])
            module g711.so
            module aufile.so
            module account.so
            module menu.so
            """
    }
}
