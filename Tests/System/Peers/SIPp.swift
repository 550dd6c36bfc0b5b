import Audio
import Foundation

/// A caller of the Debian package sip-tester that plays a file once it is answered.
enum SIPp {
    static func arguments(to number: String, at gateway: String, _ scenario: URL, talk: Duration) -> [String] {
        [
            gateway, "-sf", scenario.path, "-s", number, "-m", "1", "-d", String(Int(talk.components.seconds * 1000)), "-i", "127.0.0.1", "-nostdin",
            "-timeout", "60", "-timeout_error", "-recv_timeout", "10000", "-trace_err", "-error_file", scenario.deletingLastPathComponent().appendingPathComponent("errors.log").path,
        ]
    }

    /// A-law bytes without a header: seconds of silence, then the sentence, then more silence.
    static func sound(of sentence: Spoken, leadIn: Int, in scratch: Scratch) throws -> URL {
        let file = scratch.file("sound.al")
        let samples = [Int16](repeating: 0, count: 8000 * leadIn) + (try sentence.samples()) + [Int16](repeating: 0, count: 8000 * 8)
        try Data(G711.aLaw(samples)).write(to: file)
        return file
    }

    static func scenario(sound: URL) -> String {
        SIPpScenario.document(
            "caller", SIPpScenario.invite(soundPort: "[rtpstream_audio_port]"), SIPpScenario.ringing, #"<recv response="200" rrs="true" rtd="1"/>"#,
            SIPpScenario.request("ACK", 1),
            #"<nop><action><exec rtp_stream="\#(sound.path),1,8,PCMA/8000"/></action></nop>"#,
            "<pause/>", SIPpScenario.request("BYE", 2), #"<recv response="200"/>"#)
    }

    /// A short call; the statistics' first response time is from INVITE to 200.
    static let short = SIPpScenario.document(
        "short", SIPpScenario.invite(soundPort: "[media_port]"), SIPpScenario.ringing, #"<recv response="200" rrs="true" rtd="1"/>"#,
        SIPpScenario.request("ACK", 1), "<pause/>", SIPpScenario.request("BYE", 2), #"<recv response="200"/>"#)
}
