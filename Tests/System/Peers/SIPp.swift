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
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <scenario name="caller">
          <send retrans="500"><![CDATA[
            INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
            Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
            From: <sip:13800138000@[local_ip]:[local_port]>;tag=[pid]T[call_number]
            To: <sip:[service]@[remote_ip]:[remote_port]>
            Call-ID: [call_id]
            CSeq: 1 INVITE
            Contact: <sip:caller@[local_ip]:[local_port]>
            Max-Forwards: 70
            Content-Type: application/sdp
            Content-Length: [len]

            v=0
            o=caller 1 1 IN IP[local_ip_type] [local_ip]
            s=-
            c=IN IP[media_ip_type] [media_ip]
            t=0 0
            m=audio [rtpstream_audio_port] RTP/AVP 8
            a=rtpmap:8 PCMA/8000
          ]]></send>
          <recv response="100" optional="true"/>
          <recv response="180" optional="true"/>
          <recv response="183" optional="true"/>
          <recv response="200" rtd="true"/>
          <send><![CDATA[
            ACK sip:[service]@[remote_ip]:[remote_port] SIP/2.0
            Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
            From: <sip:13800138000@[local_ip]:[local_port]>;tag=[pid]T[call_number]
            To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
            Call-ID: [call_id]
            CSeq: 1 ACK
            Max-Forwards: 70
            Content-Length: 0
          ]]></send>
          <nop><action><exec rtp_stream="\(sound.path),1,8,PCMA/8000"/></action></nop>
          <pause/>
          <send retrans="500"><![CDATA[
            BYE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
            Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
            From: <sip:13800138000@[local_ip]:[local_port]>;tag=[pid]T[call_number]
            To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
            Call-ID: [call_id]
            CSeq: 2 BYE
            Max-Forwards: 70
            Content-Length: 0
          ]]></send>
          <recv response="200"/>
        </scenario>
        """
    }

    /// A short call whose ACK and BYE follow the route that the 200 brought.
    static let throughProxies = """
        <?xml version="1.0" encoding="UTF-8"?>
        <scenario name="through proxies">
          <send retrans="500" start_rtd="1"><![CDATA[
            INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
            Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
            From: <sip:13800138000@[local_ip]:[local_port]>;tag=[pid]T[call_number]
            To: <sip:[service]@[remote_ip]:[remote_port]>
            Call-ID: [call_id]
            CSeq: 1 INVITE
            Contact: <sip:caller@[local_ip]:[local_port]>
            Max-Forwards: 70
            Content-Type: application/sdp
            Content-Length: [len]

            v=0
            o=caller 1 1 IN IP[local_ip_type] [local_ip]
            s=-
            c=IN IP[media_ip_type] [media_ip]
            t=0 0
            m=audio [media_port] RTP/AVP 8
            a=rtpmap:8 PCMA/8000
          ]]></send>
          <recv response="100" optional="true"/>
          <recv response="180" optional="true"/>
          <recv response="200" rrs="true" rtd="1"/>
          <send><![CDATA[
            ACK [next_url] SIP/2.0
            Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
            [routes]
            From: <sip:13800138000@[local_ip]:[local_port]>;tag=[pid]T[call_number]
            To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
            Call-ID: [call_id]
            CSeq: 1 ACK
            Max-Forwards: 70
            Content-Length: 0

          ]]></send>
          <pause/>
          <send retrans="500"><![CDATA[
            BYE [next_url] SIP/2.0
            Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
            [routes]
            From: <sip:13800138000@[local_ip]:[local_port]>;tag=[pid]T[call_number]
            To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
            Call-ID: [call_id]
            CSeq: 2 BYE
            Max-Forwards: 70
            Content-Length: 0

          ]]></send>
          <recv response="200"/>
        </scenario>
        """
}
