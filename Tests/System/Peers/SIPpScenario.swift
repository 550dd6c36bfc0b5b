/// Pieces of a caller's scenarios. What follows the 200 takes the route that it brought, so that each works through proxies too.
enum SIPpScenario {
    static func document(_ name: String, _ steps: String...) -> String {
        #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n<scenario name=\"\(name)\">\n" + steps.joined(separator: "\n") + "\n</scenario>\n"
    }

    static func invite(soundPort: String) -> String {
        """
        <send retrans="500" start_rtd="1"><![CDATA[
          INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
          Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
          From: <sip:13800138000@[local_ip]:[local_port]>;tag=[pid]T[call_number]
          To: <sip:[service]@[remote_ip]:[remote_port]>
          Call-ID: [call_id]
          CSeq: 1 INVITE
          Contact: <sip:caller@[local_ip]:[local_port];transport=[transport]>
          Max-Forwards: 70
          Content-Type: application/sdp
          Content-Length: [len]

          v=0
          o=caller 1 1 IN IP[local_ip_type] [local_ip]
          s=-
          c=IN IP[media_ip_type] [media_ip]
          t=0 0
          m=audio \(soundPort) RTP/AVP 8
          a=rtpmap:8 PCMA/8000
        ]]></send>
        """
    }

    static let ringing = #"<recv response="100" optional="true"/><recv response="180" optional="true"/><recv response="183" optional="true"/>"#

    /// ACK or BYE.
    static func request(_ method: String, _ sequence: Int) -> String {
        """
        <send\(method == "ACK" ? "" : #" retrans="500""#)><![CDATA[
          \(method) [next_url] SIP/2.0
          Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
          [routes]
          From: <sip:13800138000@[local_ip]:[local_port]>;tag=[pid]T[call_number]
          To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
          Call-ID: [call_id]
          CSeq: \(sequence) \(method)
          Max-Forwards: 70
          Content-Length: 0

        ]]></send>
        """
    }
}
