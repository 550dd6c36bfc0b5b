import MediaGatewayCore
import Protocols
import Testing

/// The number shown is never altered or hidden (RFC 3323, RFC 3325).
@Suite struct CallerIdentityTests {
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

    @Test func theNumberIsWhatFromSays() throws {
        let request = try invite(from: "\"Zhang\" <sip:13800138000@h>", "P-Asserted-Identity: <sip:95598@h>")
        #expect(CallerIdentity(request, isTrusted: false) == CallerIdentity(number: "13800138000"))
    }

    @Test func aTrustedTrunkAssertsIt() throws {
        let request = try invite(from: "<sip:anonymous@h>", "P-Asserted-Identity: \"Zhang\" <sip:13800138000@h;user=phone>, <tel:+8613800138000>")
        #expect(CallerIdentity(request, isTrusted: true) == CallerIdentity(number: "13800138000"))
        #expect(CallerIdentity(request, isTrusted: false) == CallerIdentity(number: nil))
        let telephone = try invite(from: "<sip:1@h>", "P-Asserted-Identity: <tel:+86-138-0013-8000>")
        #expect(CallerIdentity(telephone, isTrusted: true).number == "+8613800138000")
    }

    @Test(arguments: ["id", "id;critical", "user", "header; id"]) func whoAsksForPrivacyIsNotShown(_ privacy: String) throws {
        let request = try invite(from: "<sip:13800138000@h>", "P-Asserted-Identity: <sip:13800138000@h>", "Privacy: \(privacy)")
        let identity = CallerIdentity(request, isTrusted: true)
        #expect(identity == CallerIdentity(number: nil, isWithheld: true))
        let shown = identity.headers(host: "h", isTrusted: true)
        #expect(shown.from.uri.description == "sip:anonymous@anonymous.invalid")
        #expect(shown.headers.map(\.text) == ["id"])
    }

    @Test func privacyNoneHidesNothing() throws {
        #expect(CallerIdentity(try invite(from: "<sip:13800138000@h>", "Privacy: none"), isTrusted: true).number == "13800138000")
    }

    @Test func theSecondLegShowsTheSameNumber() throws {
        let identity = CallerIdentity(number: "013800138000")
        #expect(identity.headers(host: "192.0.2.5", isTrusted: false).from.uri.description == "sip:013800138000@192.0.2.5")
        #expect(identity.headers(host: "192.0.2.5", isTrusted: false).headers.isEmpty)
        #expect(identity.headers(host: "192.0.2.5", isTrusted: true).headers.map(\.text) == ["<sip:013800138000@192.0.2.5>"])
    }

    @Test func malformedAssertionsAreNobodys() throws {
        for text in ["", "<", "<sip:>", "<<sip:1@h>", "garbage", "<sip:@h>"] {
            #expect(CallerIdentity(try invite(from: "<sip:7@h>", "P-Asserted-Identity: \(text)"), isTrusted: true).number != "")
        }
    }

    // MARK: The number dialled

    private func dialled(_ request: SIPRequest, user: String?) -> String {
        var trunk = Trunk(name: "carrier", peers: AddressBlock.everywhere)
        trunk.registration = user.map { Trunk.Registration(user: $0, password: "", domain: "h") }
        return DialledNumber.of(request, through: trunk)
    }

    @Test func aRegisteredContactIsNotTheNumberDialled() throws {
        let called = try invite(from: "<sip:7@h>", to: "sip:4008001000@h", uri: "sip:line1@h")
        #expect(dialled(called, user: "line1") == "4008001000")
        #expect(dialled(called, user: nil) == "line1")
        let party = try invite(from: "<sip:7@h>", to: "sip:pilot@h", uri: "sip:line1@h", "P-Called-Party-ID: <sip:4008001001@h>")
        #expect(dialled(party, user: "line1") == "4008001001")
    }
}
