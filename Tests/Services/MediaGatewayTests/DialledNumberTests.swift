import MediaGatewayCore
import Protocols
import Testing

/// Which number a caller dialled (RFC 7315).
@Suite struct DialledNumberTests {
    private func invite(from: String, to: String = "sip:4001@h", uri: String = "sip:4001@h", _ headers: String...) throws -> SIPRequest {
        let lines = [
            "INVITE \(uri) SIP/2.0", "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1", "From: \(from);tag=1", "To: <\(to)>", "Call-ID: 1", "CSeq: 1 INVITE",
            "Contact: <sip:192.0.2.1>", "Max-Forwards: 70",
        ]
        let text = (lines + headers + ["Content-Length: 0", "", ""]).joined(separator: "\r\n")
        guard case .request(let request) = try SIPMessage(datagram: Array(text.utf8)) else { throw SIPTextError() }
        return request
    }

    private struct SIPTextError: Error {}

    private func dialled(_ request: SIPRequest, user: String?) -> String {
        var trunk = Trunk(name: "carrier", peers: AddressBlock.everywhere)
        trunk.registration = user.map { Trunk.Registration(user: $0, password: "", domain: "h") }
        return DialledNumber.of(request, through: trunk)
    }

    @Test func aForwardedCallCountsAsOneToTheNumberDialledFirstWhereTheTrunkSaysSo() throws {
        let forwarded = try invite(from: "<sip:7@h>", "Diversion: <sip:4008001002@h>;reason=unconditional", "Diversion: <sip:4008001001@h>;reason=no-answer")
        var trunk = Trunk(name: "carrier", peers: AddressBlock.everywhere)
        #expect(DialledNumber.of(forwarded, through: trunk) == "4001")
        trunk.countsFirstDialled = true
        #expect(DialledNumber.of(forwarded, through: trunk) == "4008001001")
        #expect(try DialledNumber.of(invite(from: "<sip:7@h>"), through: trunk) == "4001")
    }

    @Test func whatAnAddressSaysBesideANumberIsNotDialled() throws {
        for (uri, number) in [
            ("sip:4008001000;phone-context=+86@h;user=phone", "4008001000"), ("sip:400-800-1000@h;user=phone", "4008001000"), ("tel:400-800-1000;phone-context=example.com", "4008001000"),
            ("tel:+86-10-1234", "+86101234"), ("sip:4008001000;npdi@h", "4008001000"), ("sip:echo@h;user=phone", "echo"), ("sip:li-2@h", "li-2"),
        ] { #expect(try dialled(invite(from: "<sip:7@h>", uri: uri), user: nil) == number, "\(uri)") }
    }

    @Test func aRegisteredContactIsNotTheNumberDialled() throws {
        let called = try invite(from: "<sip:7@h>", to: "sip:4008001000@h", uri: "sip:line1@h")
        #expect(dialled(called, user: "line1") == "4008001000")
        #expect(dialled(called, user: nil) == "line1")
        let party = try invite(from: "<sip:7@h>", to: "sip:pilot@h", uri: "sip:line1@h", "P-Called-Party-ID: <sip:4008001001@h>")
        #expect(dialled(party, user: "line1") == "4008001001")
    }
}
