import Protocols
import Testing

@Suite("Who calls") struct IdentityTests {
    private func request(from: String = "\"Zhang\" <sip:1001@example.com>;tag=1", _ headers: String = "", uri: String = "sip:400@h") throws -> SIPRequest {
        let bytes = "INVITE \(uri) SIP/2.0\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\nFrom: \(from)\nTo: <sip:400@h>\nCall-ID: c\nCSeq: 1 INVITE\n\(headers)Content-Length: 0\n\n".wire
        guard case .request(let request) = try SIPMessage(datagram: bytes) else { throw SIPParseError(.empty, offset: 0) }
        return request
    }

    @Test("is what a trusted network asserts, and what the caller says otherwise (RFC 3325 §5)")
    func assertedIdentity() throws {
        let request = try self.request("P-Asserted-Identity: \"Trunk\" <sip:+8613800138000@ims.example>, <tel:+86-138-0013-8000>\n")
        let trusted = SIPCallerIdentity(request, isTrusted: true)
        #expect(trusted.number == "+8613800138000")
        #expect(trusted.isAsserted)
        let stranger = SIPCallerIdentity(request, isTrusted: false)
        #expect(stranger == SIPCallerIdentity(number: "1001", displayName: "Zhang"))
    }

    @Test(
        "is private when the caller asks for it (RFC 3323 §4.2, RFC 3325 §7)",
        arguments: [("id", true), ("user;critical", true), ("header; id", true), ("none", false), ("none;id", false), ("history", false)])
    func privacy(_ value: String, _ isPrivate: Bool) throws {
        let identity = SIPCallerIdentity(try self.request("Privacy: \(value)\n"), isTrusted: true)
        #expect(identity.isPrivate == isPrivate)
        #expect(identity.number == "1001", "the trusted side still knows it")
    }

    @Test("is nobody for an anonymous From, unless the network asserts more (RFC 3323 §4.1.1.3)")
    func anonymous() throws {
        let from = "\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=1"
        #expect(SIPCallerIdentity(try self.request(from: from), isTrusted: true) == SIPCallerIdentity(number: nil, isPrivate: true))
        let known = SIPCallerIdentity(try self.request(from: from, "P-Asserted-Identity: <tel:+8610>\nPrivacy: id\n"), isTrusted: true)
        #expect(known == SIPCallerIdentity(number: "+8610", isAsserted: true, isPrivate: true))
    }

    @Test("goes on to a trusted peer with its privacy, and to nobody else (RFC 3325 §7)")
    func passedOn() {
        let hidden = SIPCallerIdentity(number: "+8610", isAsserted: true, isPrivate: true)
        #expect(hidden.headers(domain: "h", toTrusted: true).map(\.text) == ["<sip:+8610@h>", "id"])
        #expect(hidden.headers(domain: "h", toTrusted: false).isEmpty)
        #expect(hidden.from(domain: "h").uri.description == "sip:anonymous@anonymous.invalid")
        let open = SIPCallerIdentity(number: "+8610", displayName: "Li")
        #expect(open.from(domain: "h").description == "\"Li\" <sip:+8610@h>")
        #expect(open.headers(domain: "h", toTrusted: true).map(\.text) == ["\"Li\" <sip:+8610@h>"])
    }

    @Test("dialled first the number at the beginning of History-Info (RFC 7044 §5)")
    func historyInfo() throws {
        let headers = "History-Info: <sip:4001@h?Reason=SIP%3Bcause%3D302>;index=1.1;rc=1, <sip:4000@h>;index=1\nHistory-Info: <sip:agents@h>;index=1.1.1;mp=1.1\nDiversion: <sip:9@h>\n"
        let redirections = SIPRedirections(try self.request(headers).headers)
        #expect(redirections.steps == [.init(number: "4000", reason: nil), .init(number: "4001", reason: "302")])
        #expect(redirections.firstDialled == "4000")
        #expect(SIPRedirections(try self.request("History-Info: <sip:400@h>;index=1\n").headers).firstDialled == nil, "nobody forwarded")
    }

    @Test("dialled first the number at the bottom of Diversion (RFC 5806 §4)")
    func diversion() throws {
        let headers = "Diversion: <sip:4001@h>;reason=no-answer;counter=1\nDiversion: <tel:+86-400-100>;reason=unconditional\n"
        let redirections = SIPRedirections(try self.request(headers).headers)
        #expect(redirections.steps == [.init(number: "+86400100", reason: "unconditional"), .init(number: "4001", reason: "no-answer")])
        #expect(SIPRedirections(try self.request("Diversion: nonsense\n").headers).firstDialled == nil)
    }

    @Test(
        "has a number in tel: and user=phone URIs (RFC 3966 §3, RFC 3261 §19.1.6)",
        arguments: [
            ("tel:+86-400(800).1000", "+864008001000", nil), ("tel:7042;phone-context=Example.com", "7042", "example.com"), ("sip:+86400@h;user=phone", "+86400", nil),
            ("sip:8001;phone-context=+8610@h;user=phone", "8001", "+8610"), ("sip:alice@h;user=phone", nil, nil), ("sip:1001@h", nil, nil),
        ] as [(String, String?, String?)])
    func telephoneNumbers(_ text: String, _ digits: String?, _ context: String?) throws {
        let number = SIPTelephoneNumber(try SIPURI(text))
        #expect(number?.digits == digits)
        #expect(number?.context == context)
    }

    @Test("calls a tel: number as well as a sip: one")
    func telRequest() throws {
        let request = try self.request(uri: "tel:+86-400-800")
        #expect(request.uri.decodedUser == "+86400800")
        #expect(request.uri.description == "tel:+86-400-800")
    }
}
