import Protocols
import Testing

@Suite("SIP messages") struct MessageTests {
    private func request(_ headers: String, body: String = "") -> [UInt8] {
        "OPTIONS sip:a@b SIP/2.0\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\nFrom: <sip:a@b>;tag=1\nTo: <sip:a@b>\nCall-ID: c\nCSeq: 1 OPTIONS\n\(headers)\n\(body)".wire
    }

    private func parse(_ bytes: [UInt8]) throws -> SIPRequest? {
        guard case .request(let request) = try SIPMessage(datagram: bytes) else { return nil }
        return request
    }

    @Test(
        "URIs are taken apart and put together again",
        arguments: [
            ("sip:alice@example.com", "alice", "example.com", nil), ("sips:a:secret@[2001:db8::1]:5061;transport=tls;lr?h=v", "a", "[2001:db8::1]", 5061),
            ("sip:%E5%BC%A0@192.0.2.1", "张", "192.0.2.1", nil), ("tel:+86-400(800)1000;phone-context=+86", "+864008001000", "", nil),
            ("sip:+86400;phone-context=x@gw.example.com;user=phone", "+86400;phone-context=x", "gw.example.com", nil), ("sip:gw:5070", nil, "gw", 5070),
        ] as [(String, String?, String, UInt16?)])
    func uris(_ text: String, _ user: String?, _ host: String, _ port: UInt16?) throws {
        let uri = try SIPURI(text)
        #expect(uri.decodedUser == user)
        #expect(uri.host == host)
        #expect(uri.port == port)
        #expect(uri.description == text)
    }

    @Test(
        "bad URIs name the byte",
        arguments: [
            ("sip:", 4), ("sip:a b@c", 5), ("sip:a@b:99999", 13), ("sip:a%4@b", 5), ("sip:@b", 4), ("sip:a@[::1", 10), ("sip:a@[1::2::3]", 6), ("nothing", 7), ("sip:a@b;", 8), ("tel:abc-", 4),
            ("sip:a@b?x y", 9),
        ])
    func badURIs(_ text: String, _ offset: Int) {
        #expect(throws: SIPParseError(.malformedURI, offset: offset)) { try SIPURI(text) }
    }

    @Test("names of users are escaped")
    func escapes() {
        #expect(SIPURI(user: "a b@c", host: "h").description == "sip:a%20b%40c@h")
    }

    @Test("compare as RFC 3261 §19.1.4 says")
    func equivalence() throws {
        #expect(try SIPURI("sip:%61lice@EXAMPLE.com").isEquivalent(to: SIPURI("sip:alice@example.com")))
        #expect(try !SIPURI("sip:Alice@example.com").isEquivalent(to: SIPURI("sip:alice@example.com")))
        #expect(try !SIPURI("sip:alice@example.com:5060").isEquivalent(to: SIPURI("sip:alice@example.com")))
        #expect(try !SIPURI("sip:alice@example.com;transport=tcp").isEquivalent(to: SIPURI("sip:alice@example.com")))
    }

    @Test("compact forms, folds and lists mean the same")
    func forms() throws {
        let request = try #require(
            try self.parse(
                "OPTIONS sip:a@b SIP/2.0\nv: SIP/2.0/UDP h;branch=z9hG4bK1,\n SIP/2.0/TCP i:5061;branch=z9hG4bK2\nf:\n\t\"A, \\\"B\\\" <c>\"\n <sip:a@b>;tag=1\nt: sip:a@b;x=y\ni: c\nCSEQ: 1 OPTIONS\nm: <sip:a@h;q=1>;q=0.5, \"x,y\" <sip:b@h>\nk: timer, 100rel\nl: 2\n\nab"
                    .wire))
        #expect(request.vias.map(\.transport) == ["UDP", "TCP"])
        #expect(request.vias[1].port == 5061)
        #expect(request.from.displayText == "A, \"B\" <c>")
        #expect(request.to.parameters["x"] == "y")
        #expect(request.contacts.map(\.uri.description) == ["sip:a@h;q=1", "sip:b@h"])
        #expect(request.contacts[0].parameters["q"] == "0.5")
        #expect(request.headers.tokens(.supported) == ["timer", "100rel"])
        #expect(request.body.count == 2)
    }

    @Test("bare line feeds are forgiven")
    func bareLineFeeds() throws {
        let bytes = Array(text(self.request("Subject: x\n")).replacing("\r\n", with: "\n").utf8)
        #expect(try self.parse(bytes)?.headers[.subject] == "x")
    }

    @Test(
        "faults are named and answered",
        arguments: [
            ("Content-Length: 2147483648\n", SIPParseError.Code.malformedHeader(.contentLength), 400), ("Content-Length: 5\n", .contentLengthMismatch, 400),
            ("Max-Forwards: 256\n", .malformedHeader(.maxForwards), 400), ("Max-Forwards: 1\nMax-Forwards: 1\n", .repeatedHeader(.maxForwards), 400),
            ("Contact: <sip:a@b\n", .malformedHeader(.contact), 400), ("no colon\n", .malformedHeader(.other("no")), 400), ("Contact: sip:a@b?c=d\n", .malformedHeader(.contact), 400),
            ("Expires: 4294967296\n", .malformedHeader(.expires), 400), ("Via: SIP/2.0/UDP\n", .malformedHeader(.via), 400), ("Content-Type: text\n", .malformedHeader(.contentType), 400),
        ])
    func faults(_ header: String, _ code: SIPParseError.Code, _ status: Int) {
        do {
            _ = try SIPMessage(datagram: self.request(header))
            Issue.record("accepted")
        } catch {
            #expect(error.code == code)
            #expect(error.status == status)
            #expect(error.offset > 0)
        }
    }

    @Test("the largest datagram and a 4 kB Call-ID are taken; more is not")
    func sizes() throws {
        let long = String(repeating: "x", count: 4096)
        let bytes = Array(text(self.request("")).replacing("Call-ID: c\r\n", with: "Call-ID: \(long)\r\n").utf8)
        #expect(try self.parse(bytes)?.callID == long)
        let full = self.request("", body: "") + [UInt8](repeating: 65, count: 65_535 - self.request("").count)
        #expect(try self.parse(full)?.body.isEmpty == false)
        #expect(throws: SIPParseError(.messageTooLong, offset: 65_535)) { try SIPMessage(datagram: full + [1]) }
        #expect(throws: SIPParseError.self) { try SIPMessage(datagram: self.request(String(repeating: "X: y\n", count: 300))) }
    }

    @Test("every beginning of a message is refused without harm")
    func truncated() throws {
        let whole = self.request("Content-Length: 3\n", body: "abc")
        for end in 0..<whole.count {
            #expect(throws: SIPParseError.self) { try SIPMessage(datagram: Array(whole[..<end])) }
        }
        #expect(try self.parse(whole) != nil)
    }

    @Test("header values cannot smuggle lines")
    func injection() {
        let field = SIPHeaders.Field(.subject, "a\r\nVia: evil")
        #expect(field.text == "a  Via: evil")
        #expect(!SIPNameAddress(uri: SIPURI(host: "h"), displayName: "x\r\ny").description.contains("\r"))
    }
}
