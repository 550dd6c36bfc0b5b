extension SIPRequest {
    /// The message as it goes on the wire.
    public var bytes: [UInt8] {
        var writer = MessageWriter(capacity: 512 + self.fields.body.count)
        writer.write(self.method.name)
        writer.write(" ")
        writer.write(self.uri.description)
        writer.write(" SIP/2.0\r\n")
        self.fields.write(to: &writer)
        return writer.bytes
    }
}

extension SIPResponse {
    /// The message as it goes on the wire.
    public var bytes: [UInt8] {
        var writer = MessageWriter(capacity: 512 + self.fields.body.count)
        writer.write("SIP/2.0 ")
        writer.write(String(self.status))
        writer.write(" ")
        writer.write(self.reason)
        writer.write("\r\n")
        self.fields.write(to: &writer)
        return writer.bytes
    }
}

extension SIPFields {
    fileprivate func write(to writer: inout MessageWriter) {
        for via in self.vias { writer.line("Via", via.description) }
        if let maxForwards { writer.line("Max-Forwards", String(maxForwards)) }
        writer.line("From", self.from.description)
        writer.line("To", self.to.description)
        writer.line("Call-ID", self.callID)
        writer.line("CSeq", "\(self.cSeq.number) \(self.cSeq.method.name)")
        for contact in self.contacts { writer.line("Contact", contact.description) }
        if self.isContactWildcard { writer.line("Contact", "*") }
        for field in self.headers.fields { writer.line(field.name.text, field.value) }
        if let contentType, !self.body.isEmpty { writer.line("Content-Type", contentType.utf8 + self.contentParameters) }
        writer.line("Content-Length", String(self.body.count))
        writer.write("\r\n")
        writer.bytes += self.body
    }
}

struct MessageWriter {
    var bytes: [UInt8] = []

    init(capacity: Int) { self.bytes.reserveCapacity(capacity) }

    mutating func write(_ text: String) { self.bytes.append(contentsOf: text.utf8) }

    mutating func line(_ name: String, _ value: String) {
        self.write(name)
        self.write(": ")
        self.write(value)
        self.write("\r\n")
    }

    mutating func line(_ name: String, _ value: some Sequence<UInt8>) {
        self.write(name)
        self.write(": ")
        self.bytes.append(contentsOf: value)
        self.write("\r\n")
    }
}

extension SIPFrame {
    /// The answer to a request that could not be understood: Via, From, To, Call-ID and CSeq echoed as they came,
    /// stateless (RFC 3261 §8.2.7). Nil without a Via to send it along, for a response and for an ACK.
    /// - Returns: the bytes and where they go.
    /// - Parameter tag: for a To that has none (§8.2.6.2).
    func rejection(_ error: SIPParseError, source: SocketAddress, tag: String) -> (bytes: [UInt8], to: SocketAddress)? {
        guard !self.isResponse, !self.startLine.starts(with: "ACK ".utf8), let first = self.headers.elements(.via).first else { return nil }
        var writer = MessageWriter(capacity: 512)
        writer.write("SIP/2.0 \(error.status) \(SIPStatus.reason(error.status))\r\n")
        var destination = source
        if var top = try? SIPVia(first) {
            top.stamp(source: source)
            destination = top.responseAddress ?? source
            writer.line("Via", top.description)
        } else {
            // The fault is in the Via itself: back to where it came from.
            writer.line("Via", first)
        }
        for via in self.headers.elements(.via).dropFirst() { writer.line("Via", via) }
        for name in [SIPHeaderName.from, .to, .callID, .cSeq] {
            guard let field = self.headers.first(name) else { continue }
            let lacksTag = name == .to && (try? SIPNameAddress(field.value, header: .to)).map { $0.tag == nil } ?? false
            writer.line(name.text, lacksTag ? field.value + ";tag=\(tag)".utf8 : field.value)
        }
        writer.line("Content-Length", "0")
        writer.write("\r\n")
        return (writer.bytes, destination)
    }
}
