import Protocols

/// Messages as SIPp and phones send them, one Call-ID and branch per number.
struct Messages {
    static let peer = SocketAddress(ip: .loopback, port: 5062)
    let answer: SIPResponse

    init() {
        guard case .request(let request)? = try? SIPMessage(datagram: Self.message("INVITE", 1, 0, sdp: Self.sdp)) else { preconditionFailure("the benchmark's own INVITE is malformed") }
        var response = SIPResponse(to: request, status: 200, tag: "b")
        response.contacts = [SIPNameAddress(uri: SIPURI(user: "hotline", host: "127.0.0.1", port: 5060))]
        response.headers.append(.allow, "INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, INFO")
        response.fields.setBody(Array(Self.sdp.utf8), type: "application/sdp")
        self.answer = response
    }

    private static let sdp =
        "v=0\r\no=user1 53655765 2353687637 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 6000 RTP/AVP 8 0 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\n"

    private static func message(_ method: String, _ sequence: Int, _ number: Int, tag: String = "", extra: String = "", sdp: String = "") -> [UInt8] {
        let type = sdp.isEmpty ? "" : "Content-Type: application/sdp\r\n"
        return Array(
            "\(method) sip:400@127.0.0.1:5060 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5062;branch=z9hG4bK-\(method)-\(number);rport\r\nMax-Forwards: 70\r\nFrom: \"caller\" <sip:13800138000@127.0.0.1:5062>;tag=caller\(number)\r\nTo: <sip:400@127.0.0.1:5060>\(tag)\r\nCall-ID: \(number)-bench@127.0.0.1\r\nCSeq: \(sequence) \(method)\r\nContact: <sip:caller@127.0.0.1:5062>\r\nAllow: INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE\r\nSupported: timer, replaces\r\nUser-Agent: bench\r\n\(extra)\(type)Content-Length: \(sdp.utf8.count)\r\n\r\n\(sdp)"
                .utf8)
    }

    func invite(_ number: Int) -> [UInt8] { Self.message("INVITE", 1, number, sdp: Self.sdp) }
    func options(_ number: Int) -> [UInt8] { Self.message("OPTIONS", 1, number) }
    func inside(_ method: String, _ sequence: Int, _ number: Int, _ tag: String) -> [UInt8] { Self.message(method, sequence, number, tag: ";tag=\(tag)") }

    func register(_ number: Int, _ authorization: String?) -> [UInt8] {
        let extra = "Expires: 300\r\n" + (authorization.map { "Authorization: \($0)\r\n" } ?? "")
        let text = String(decoding: Self.message("REGISTER", number + 1, number, extra: extra), as: UTF8.self)
        return Array(text.replacing("sip:400@127.0.0.1:5060 SIP", with: "sip:hotline SIP").replacing("<sip:400@127.0.0.1:5060>", with: "<sip:1001@hotline>").utf8)
    }
}
