import Audio
import Foundation

/// SIPp signals; what is said and heard goes through a socket of the test's, since SIPp keeps nothing that it hears.
extension SIPp {
    static func call(_ number: String, at place: String, transport: String, talk: Int, in scratch: Scratch) async throws -> Softphone.Outcome {
        let sound = try SoundSocket()
        try talking(seconds: talk).write(to: scratch.file("call.xml"), atomically: true, encoding: .utf8)
        async let speaking: Void = speak(sound, scratch, seconds: talk)
        let outcome = try await Command.run(
            try Prerequisites.program("sipp", package: "sip-tester"),
            [
                place, "-sf", scratch.file("call.xml").path, "-s", number, "-m", "1", "-i", "127.0.0.1", "-t", transport, "-key", "sound", String(sound.port),
                "-nostdin", "-timeout", String(talk + 15), "-timeout_error", "-recv_timeout", "10000", "-trace_err", "-error_file", scratch.file("errors").path, "-trace_logs", "-log_file",
                scratch.file("log").path,
            ], within: .seconds(talk + 20))
        try await speaking
        let log = scratch.text("log")
        return Softphone.Outcome(
            isAnswered: log.contains("answered"), isEndedByPeer: log.contains("ended by peer") && outcome.status == 0,
            heard: outcome.status == 0 ? sound.heard : nil, log: "status \(outcome.status) \(log) \(scratch.text("errors"))")
    }

    private static func speak(_ sound: SoundSocket, _ scratch: Scratch, seconds: Int) async throws {
        var port: UInt16?
        _ = await eventually(within: .seconds(10)) {
            port = scratch.text("log").split(separator: " ").last { $0.hasPrefix("answered=") }.flatMap { UInt16($0.dropFirst(9).prefix { $0.isNumber }) }
            return port != nil
        }
        if let port { try await sound.talk(to: port, seconds: seconds) }
    }

    /// Waits for a BYE as long as it talks, and says its own when none came.
    private static func talking(seconds: Int) -> String {
        SIPpScenario.document(
            "talking", SIPpScenario.invite(soundPort: "[sound]"), SIPpScenario.ringing,
            """
            <recv response="200" rrs="true" rtd="1"><action>
              <ereg regexp="m=audio ([0-9]+)" search_in="msg" assign_to="1,2"/>
              <log message="answered=[$2] "/>
            </action></recv>
            <Reference variables="1"/>
            """, SIPpScenario.request("ACK", 1),
            """
            <recv request="BYE" timeout="\(seconds * 1000)" ontimeout="leave" rrs="false"/>
            <send next="over"><![CDATA[
              SIP/2.0 200 OK
              [last_Via:]
              [last_From:]
              [last_To:]
              [last_Call-ID:]
              [last_CSeq:]
              Content-Length: 0

            ]]></send>
            <label id="leave"/>
            """, SIPpScenario.request("BYE", 2),
            """
            <recv response="200" next="done"/>
            <label id="over"/>
            <nop><action><log message="ended by peer"/></action></nop>
            <label id="done"/>
            <nop/>
            """)
    }
}
