import Protocols
import Testing
import TestKit
import Vocabulary

/// A phone behind a TLS connection of gateway A is called by gateway B.
@Suite("A path through another gateway") struct FlowTests {
    private static let a = SocketAddress(ip: .v4(0xC000_0201), port: 5060)
    private static let b = SIPPeer(SocketAddress(ip: .v4(0xC000_0202), port: 5060))
    private static let flow = SIPPeer(SocketAddress(ip: .v4(0xC633_6401), port: 49_152), transport: .tls, connection: 7)

    private func gateway(_ address: SocketAddress, seed: UInt64) -> SIPEndpoint {
        var configuration = SIPEndpoint.Configuration(local: address)
        configuration.streams = [.tls: SocketAddress(ip: address.ip, port: 5061)]
        return SIPEndpoint(configuration, tokens: TokenSource(SeededRandom(seed: seed)))
    }

    private func sent(_ effects: [SIPEndpoint.Effect]) -> [(bytes: [UInt8], peer: SIPPeer)] {
        effects.compactMap { if case .send(let bytes, let peer) = $0 { (bytes, peer) } else { nil } }
    }

    /// Gateway A after the phone has said something, and the call that B makes along the path.
    private func called() throws -> (edge: SIPEndpoint, caller: SIPEndpoint, call: SIPCallKey, invite: [UInt8]) {
        var edge = self.gateway(Self.a, seed: 1), caller = self.gateway(Self.b.address, seed: 2)
        _ = edge.messageReceived(ReliableTests.invite(""), from: Self.flow, at: .zero)
        let route = SIPHeaders.Field(.route, "<\(edge.path(to: Self.flow))>")
        let contact = try SIPURI("sip:1001@10.0.0.5:5071;transport=tls")
        let (call, effects) = caller.invite(contact, from: SIPNameAddress(uri: SIPURI(user: "400", host: "h")), to: SIPPeer(Self.a), offer: Array("v=0".utf8), headers: [route], at: .zero)
        return (edge, caller, call, try #require(self.sent(effects).first).bytes)
    }

    @Test("leads INVITE, answer, ACK and BYE of either side along the phone's connection (RFC 3327 §5, RFC 5626 §5.3)")
    func wholeCall() throws {
        var (edge, caller, call, invite) = try self.called()
        var phone = self.gateway(Self.flow.address, seed: 3)
        let toEdge = SIPPeer(Self.a, transport: .tls, connection: 1)
        let forwarded = try #require(self.sent(edge.datagramReceived(invite, from: Self.b.address, at: .zero)).first)
        #expect(forwarded.peer == Self.flow)
        #expect(text(forwarded.bytes).contains("Max-Forwards: 69\r\n"))
        #expect(!text(forwarded.bytes).contains("\r\nRoute: "))
        #expect(text(forwarded.bytes).contains("Record-Route: <sip:flow-tls-7-"))
        let incoming = try #require(phone.messageReceived(forwarded.bytes, from: toEdge, at: .zero).lazy.compactMap(\.incoming).first)
        let answer = try #require(self.sent(phone.answer(incoming, sdp: [1], at: .zero)).first)
        let back = try #require(self.sent(edge.messageReceived(answer.bytes, from: Self.flow, at: .zero)).first)
        #expect(back.peer == Self.b)
        let ack = try #require(self.sent(caller.datagramReceived(back.bytes, from: Self.a, at: .zero)).first)
        #expect(ack.peer == SIPPeer(Self.a), "the recorded route leads through the edge")
        let forwardedAck = try #require(self.sent(edge.datagramReceived(ack.bytes, from: Self.b.address, at: .zero)).first)
        #expect(forwardedAck.peer == Self.flow)
        #expect(phone.messageReceived(forwardedAck.bytes, from: toEdge, at: .zero).map(\.word) == ["confirmed"])
        // The phone hangs up: outward through its own flow.
        let bye = try #require(self.sent(phone.hangUp(incoming, at: .zero)).first)
        #expect(bye.peer == toEdge)
        let outward = try #require(self.sent(edge.messageReceived(bye.bytes, from: Self.flow, at: .zero)).first)
        #expect(outward.peer == Self.b)
        let end = caller.datagramReceived(outward.bytes, from: Self.a, at: .zero)
        #expect(end.map(\.word).contains("ended peerHungUp"))
        let ok = try #require(self.sent(end).first)
        #expect(self.sent(edge.datagramReceived(ok.bytes, from: Self.b.address, at: .zero)).first?.peer == Self.flow)
        #expect(edge.transactionCount == 1, "only what the phone itself asked for: passing on keeps no state")
        _ = call
    }

    @Test("leads a CANCEL after its INVITE (RFC 3261 §16.10)")
    func cancelled() throws {
        var (edge, caller, call, invite) = try self.called()
        let forwarded = try #require(self.sent(edge.datagramReceived(invite, from: Self.b.address, at: .zero)).first)
        guard case .request(let request) = try SIPMessage(datagram: forwarded.bytes) else { return }
        let ringing = SIPResponse(to: request, status: 180, tag: "p").bytes
        let back = try #require(self.sent(edge.messageReceived(ringing, from: Self.flow, at: .zero)).first)
        _ = caller.datagramReceived(back.bytes, from: Self.a, at: .zero)
        let cancel = try #require(self.sent(caller.hangUp(call, at: .zero)).first)
        let onward = try #require(self.sent(edge.datagramReceived(cancel.bytes, from: Self.b.address, at: .zero)).first)
        guard case .request(let cancelled) = try SIPMessage(datagram: onward.bytes) else { return }
        #expect(onward.peer == Self.flow)
        #expect(cancelled.vias.first?.branch == request.vias.first?.branch)
    }

    @Test("ends with the connection: 430 (RFC 5626 §5.3.1)")
    func flowFailed() throws {
        var (edge, _, _, invite) = try self.called()
        _ = edge.connectionClosed(7, at: .zero)
        let answer = try #require(self.sent(edge.datagramReceived(invite, from: Self.b.address, at: .zero)).first)
        #expect(text(answer.bytes).hasPrefix("SIP/2.0 430 Flow Failed\r\n"))
    }

    @Test("that was tampered with, or goes round in circles, is refused (RFC 5626 §5.2, RFC 3261 §16.3)")
    func tampered() throws {
        var (edge, _, _, invite) = try self.called()
        func status(_ bytes: String) -> String? { self.sent(edge.datagramReceived(Array(bytes.utf8), from: Self.b.address, at: .zero)).first.map { String(text($0.bytes).dropFirst(8).prefix(3)) } }
        #expect(status(text(invite).replacing("flow-tls-7-", with: "flow-tls-8-")) == "403")
        #expect(status(text(invite).replacing("Max-Forwards: 70", with: "Max-Forwards: 0")) == "483")
        let relay = text(invite).replacing("Via: SIP/2.0/UDP", with: "Via: SIP/2.0/TLS")
        let refused = try #require(self.sent(edge.messageReceived(Array(relay.utf8), from: Self.flow, at: .zero)).first)
        #expect(text(refused.bytes).hasPrefix("SIP/2.0 403"), "no open relay for the phone itself")
        let other = self.gateway(Self.a, seed: 9).path(to: Self.flow)
        #expect(edge.path(to: Self.flow) != other, "each instance signs with a secret of its own")
    }
}
