/// Messages of a caller, written and read with as little work as possible: what is measured is the other side.
struct SIPText {
    /// `127.0.0.1:15060`
    let gateway: String
    let local: String
    let rtpPort: UInt16
    /// The user part of the caller's address.
    var caller = "bench"

    func invite(_ call: Int, to number: String) -> [UInt8] {
        let sdp =
            "v=0\r\no=- \(call) 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio \(rtpPort) RTP/AVP 8 101\r\n"
            + "a=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=ptime:20\r\na=sendrecv\r\n"
        return Array(
            (head("INVITE", "sip:\(number)@\(gateway)", call, to: "<sip:\(number)@\(gateway)>", sequence: 1)
                + "Content-Type: application/sdp\r\nContent-Length: \(sdp.utf8.count)\r\n\r\n" + sdp).utf8)
    }

    func ack(_ call: Int, contact: String, to: String) -> [UInt8] { bare("ACK", contact, call, to: to, sequence: 1) }
    func bye(_ call: Int, contact: String, to: String) -> [UInt8] { bare("BYE", contact, call, to: to, sequence: 2) }
    func options(_ number: Int) -> [UInt8] { bare("OPTIONS", "sip:\(gateway)", number, to: "<sip:\(gateway)>", sequence: 1) }

    /// - Parameter authorization: the header's value, nil at first.
    func register(_ number: Int, phone: String, sequence: Int, authorization: String?) -> [UInt8] {
        let proof = authorization.map { "Authorization: \($0)\r\n" } ?? ""
        return Array(
            (head("REGISTER", "sip:\(gateway)", number, to: "<sip:\(phone)@\(gateway)>", sequence: sequence, from: phone) + proof + "Expires: 300\r\nContent-Length: 0\r\n\r\n").utf8)
    }

    private func bare(_ method: String, _ uri: String, _ call: Int, to: String, sequence: Int) -> [UInt8] {
        Array((head(method, uri, call, to: to, sequence: sequence) + "Content-Length: 0\r\n\r\n").utf8)
    }

    private func head(_ method: String, _ uri: String, _ call: Int, to: String, sequence: Int, from: String? = nil) -> String {
        let from = from ?? caller
        return "\(method) \(uri) SIP/2.0\r\nVia: SIP/2.0/UDP \(local);branch=z9hG4bK\(call)x\(sequence)\(method);rport\r\nMax-Forwards: 70\r\n"
            + "From: <sip:\(from)@\(local)>;tag=\(call)\r\nTo: \(to)\r\nCall-ID: \(call)\r\nCSeq: \(sequence) \(method)\r\nContact: <sip:\(from)@\(local)>\r\n"
    }
}

/// A response, as far as a caller needs it.
struct SIPAnswer {
    let status: Int
    let call: Int
    let sequence: Int
    let method: Substring
    private let lines: [Substring]

    init?(_ bytes: UnsafeRawBufferPointer) {
        let text = String(decoding: bytes, as: UTF8.self)
        lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
        guard let first = lines.first, first.hasPrefix("SIP/2.0 "), let status = Int(first.dropFirst(8).prefix(3)) else { return nil }
        self.status = status
        guard let call = Self.value("Call-ID", lines).flatMap({ Int($0) }), let words = Self.value("CSeq", lines)?.split(separator: " "), words.count == 2 else { return nil }
        self.call = call
        sequence = Int(words[0]) ?? 0
        method = words[1]
    }

    func value(_ name: String) -> String? { Self.value(name, lines).map(String.init) }
    func values(_ name: String) -> [String] { lines.filter { $0.hasPrefix(name + ": ") }.map { String($0.dropFirst(name.utf8.count + 2)) } }

    /// What requests within the dialog are addressed to.
    var contact: String? {
        guard let value = Self.value("Contact", lines), let start = value.firstIndex(of: "<"), let end = value.firstIndex(of: ">"), start < end else { return nil }
        return String(value[value.index(after: start)..<end])
    }

    /// The port of the answer's audio.
    var audioPort: UInt16? { lines.first { $0.hasPrefix("m=audio ") }.flatMap { UInt16($0.dropFirst(8).prefix { $0 != " " }) } }

    private static func value(_ name: String, _ lines: [Substring]) -> Substring? {
        lines.first { $0.hasPrefix(name) && $0.dropFirst(name.utf8.count).first == ":" }?.dropFirst(name.utf8.count + 2)
    }
}
