import Protocols
import Testing
import TestKit

@Suite("The servers of a URI") struct ServerLookupTests {
    private typealias Zone = [DNSQuestion: DNSAnswer]

    private func lookup(_ uri: String, _ zone: Zone, offered: Set<SIPPeer.Transport> = [.udp, .tcp, .tls], seed: UInt64 = 1) throws -> (targets: [String], questions: [DNSQuestion]) {
        var lookup = SIPServerLookup(try SIPURI(uri), offered: offered, tokens: TokenSource(SeededRandom(seed: seed)))
        var questions: [DNSQuestion] = []
        while let question = lookup.question, questions.count < 100 {
            questions.append(question)
            lookup.answered(zone[question] ?? .addresses([]))
        }
        return (lookup.targets.map { "\($0.transport.rawValue) \($0.address)" }, questions)
    }

    private static func host(_ last: UInt32) -> DNSAnswer { .addresses([.v4(0xC000_0200 + last)]) }

    @Test(
        "are known without a question when it names an address (RFC 3263 §4.1)",
        arguments: [
            ("sip:192.0.2.1", "UDP 192.0.2.1:5060"), ("sips:a@[2001:db8::1]", "TLS [2001:db8::1]:5061"), ("sip:192.0.2.1:5070;transport=tcp", "TCP 192.0.2.1:5070"),
            ("sip:192.0.2.1;transport=tls", "TLS 192.0.2.1:5061"), ("sip:h;maddr=192.0.2.3", "UDP 192.0.2.3:5060"),
        ])
    func addresses(_ uri: String, _ target: String) throws {
        let found = try self.lookup(uri, [:])
        #expect(found.targets == [target])
        #expect(found.questions.isEmpty)
    }

    @Test("with a port are those of the host (§4.2)")
    func port() throws {
        let found = try self.lookup("sip:gw.example.com:5070", [.address("gw.example.com"): .addresses([.v4(0xC000_0201), .v6(0x2001_0db8_0000_0000, 1)])])
        #expect(found.targets == ["UDP 192.0.2.1:5070", "UDP [2001:db8::1]:5070"])
    }

    @Test("are found by NAPTR, SRV and address, the preferred transport first (§4.1, §4.2)")
    func naptr() throws {
        let zone: Zone = [
            .naptr("example.com"): .naptr([
                .init(order: 50, preference: 50, flags: "s", service: "SIPS+D2T", replacement: "_sips._tcp.example.com"),
                .init(order: 90, preference: 50, flags: "s", service: "SIP+D2T", replacement: "_sip._tcp.example.com"),
                .init(order: 10, preference: 50, flags: "s", service: "SIP+D2S", replacement: "_sip._sctp.example.com"),
                .init(order: 20, preference: 5, flags: "u", service: "E2U+sip", replacement: ""),
            ]),
            .srv("_sips._tcp.example.com"): .srv([.init(priority: 2, weight: 0, port: 5071, target: "b.example.com"), .init(priority: 1, weight: 0, port: 5061, target: "a.example.com")]),
            .srv("_sip._tcp.example.com"): .srv([.init(priority: 1, weight: 0, port: 5060, target: "a.example.com")]),
            .address("a.example.com"): Self.host(1), .address("b.example.com"): Self.host(2),
        ]
        #expect(try self.lookup("sip:example.com", zone).targets == ["TLS 192.0.2.1:5061", "TLS 192.0.2.2:5071", "TCP 192.0.2.1:5060"])
        #expect(try self.lookup("sip:example.com", zone, offered: [.udp, .tcp]).targets == ["TCP 192.0.2.1:5060"])
        #expect(try self.lookup("sips:example.com", zone).targets == ["TLS 192.0.2.1:5061", "TLS 192.0.2.2:5071"], "sips never leaves TLS")
    }

    @Test("without NAPTR are asked for service by service; without SRV the domain is the host (§4.1, §4.2)")
    func fallback() throws {
        let srv = try self.lookup(
            "sip:example.com", [.srv("_sip._udp.example.com"): .srv([.init(priority: 1, weight: 1, port: 5080, target: "u.example.com")]), .address("u.example.com"): Self.host(3)])
        #expect(srv.targets == ["UDP 192.0.2.3:5080"])
        #expect(srv.questions.count == 5)
        #expect(try self.lookup("sip:example.com", [.address("example.com"): Self.host(4)]).targets == ["UDP 192.0.2.4:5060"])
        #expect(try self.lookup("sip:example.com;transport=tcp", [.address("example.com"): Self.host(4)], offered: [.tcp]).targets == ["TCP 192.0.2.4:5060"])
        #expect(try self.lookup("sip:example.com", [:]).targets.isEmpty)
        #expect(try self.lookup("sip:example.com;transport=sctp", [:]).questions.isEmpty)
    }

    @Test("of one priority share the load by weight (RFC 2782)")
    func weights() throws {
        let zone: Zone = [
            .srv("_sip._udp.example.com"): .srv([.init(priority: 1, weight: 90, port: 1, target: "a"), .init(priority: 1, weight: 10, port: 2, target: "b")]), .address("a"): Self.host(1),
            .address("b"): Self.host(2),
        ]
        let first = try (1...400).map { try self.lookup("sip:example.com", zone, offered: [.udp], seed: UInt64($0)).targets.first }
        let heavy = first.filter { $0 == "UDP 192.0.2.1:1" }.count
        #expect((320...395).contains(heavy), "\(heavy) of 400 for a weight of 90 %")
    }

    @Test("are bounded whatever the resolver says")
    func bounded() throws {
        let many = (0..<500).map { DNSAnswer.SRV(priority: 1, weight: 0, port: UInt16($0), target: "h") }
        let found = try self.lookup("sip:example.com", [.srv("_sip._udp.example.com"): .srv(many), .address("h"): .addresses((1...50).map { .v4($0) })])
        #expect(found.targets.count == 16)
        #expect(found.questions.count < 30)
    }
}
