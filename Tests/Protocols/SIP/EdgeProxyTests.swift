import Protocols
import Testing
import TestKit
import Vocabulary

/// A phone behind a TLS connection of gateway A is called by gateway B: two endpoints and the proxy between them.
struct EdgeProxyTests {
    private static func address(_ text: String) -> SocketAddress { SocketAddress(text) ?? SocketAddress(ip: .loopback, port: 0) }
    /// The phone's TLS connection, as A numbers it.
    private let phonesEnd = SIPPeer(address("198.51.100.20:40000"), transport: .tls, connection: 7)
    /// B's TCP connection, as A numbers it.
    private let callersEnd = SIPPeer(address("192.0.2.2:50000"), transport: .tcp, connection: 8)
    private let edge = Self.address("192.0.2.1:5060")

    private struct World {
        var proxy: EdgeProxy
        var caller: SIPEndpoint
        var phone: SIPEndpoint
        var callEvents: [String] = []
        var phoneEvents: [String] = []
        var incoming: SIPCallKey?
        var refused: [Int] = []
    }

    private func world() -> World {
        var caller = SIPEndpoint.Configuration(local: Self.address("192.0.2.2:5060"))
        caller.streams = [.tcp: Self.address("192.0.2.2:5060")]
        let phone = SIPEndpoint.Configuration(local: Self.address("198.51.100.20:5060"), contactUser: "1001")
        return World(
            proxy: EdgeProxy(local: edge, streams: [.tcp: edge, .tls: Self.address("192.0.2.1:5061")], tokens: TokenSource(SeededRandom(seed: 1))),
            caller: SIPEndpoint(caller, tokens: TokenSource(SeededRandom(seed: 2))), phone: SIPEndpoint(phone, tokens: TokenSource(SeededRandom(seed: 3))))
    }

    // MARK: Wires

    private func run(_ effects: [SIPEndpoint.Effect], ofCaller: Bool, in world: inout World) {
        for effect in effects {
            switch effect {
            case .send(let bytes, _): self.pass(bytes, from: ofCaller ? callersEnd : phonesEnd, in: &world)
            case .incomingCall(let key, _): world.incoming = key
            case .callRinging(_, let status, _): world.callEvents.append("ringing \(status)")
            case .callAnswered: world.callEvents.append("answered")
            case .callConfirmed: world.phoneEvents.append("confirmed")
            case .callEnded(_, let cause): if ofCaller { world.callEvents.append("\(cause)") } else { world.phoneEvents.append("\(cause)") }
            default: break
            }
        }
    }

    private func pass(_ bytes: [UInt8], from peer: SIPPeer, in world: inout World) {
        for effect in world.proxy.messageReceived(bytes, from: peer) ?? [] {
            switch effect {
            case .send(let bytes, let to):
                // The endpoint's own side of the connection.
                let source = SIPPeer(edge, transport: to.transport, connection: 1)
                if to.connection == 7 {
                    self.run(world.phone.messageReceived(bytes, from: source, at: .zero), ofCaller: false, in: &world)
                } else {
                    self.run(world.caller.messageReceived(bytes, from: source, at: .zero), ofCaller: true, in: &world)
                }
            case .refuse(let request, let status, let from):
                world.refused.append(status)
                for case .send(let bytes, _) in world.phone.refuse(request, status: status, from: from) {
                    self.run(world.caller.messageReceived(bytes, from: SIPPeer(edge, transport: .tcp, connection: 1), at: .zero), ofCaller: true, in: &world)
                }
            }
        }
    }

    private func invite(along path: String, in world: inout World) throws -> SIPCallKey {
        var headers = SIPHeaders()
        headers.append(.route, path)
        let (key, effects) = world.caller.invite(
            try SIPURI("sip:1001@198.51.100.20:5060;transport=tls"), from: SIPNameAddress(uri: try SIPURI("sip:13800138000@192.0.2.2")),
            to: SIPPeer(edge, transport: .tcp), offer: Array("v=0".utf8), headers: headers.fields, at: .zero)
        self.run(effects, ofCaller: true, in: &world)
        return key
    }

    private func path(_ world: inout World) throws -> String {
        let path = world.proxy.path(to: phonesEnd)
        return try #require(path)
    }

    // MARK: Calls

    @Test func aCallAndItsEndFromEitherSidePassThroughTheHolder() throws {
        for callerHangsUp in [true, false] {
            var world = self.world()
            let path = try self.path(&world)
            let key = try self.invite(along: path, in: &world)
            let incoming = try #require(world.incoming)
            self.run(world.phone.ring(incoming, at: .zero), ofCaller: false, in: &world)
            self.run(world.phone.answer(incoming, sdp: Array("v=0".utf8), at: .zero), ofCaller: false, in: &world)
            #expect(world.callEvents == ["ringing 180", "answered"] && world.phoneEvents == ["confirmed"])
            self.run(callerHangsUp ? world.caller.hangUp(key, at: .zero) : world.phone.hangUp(incoming, at: .zero), ofCaller: callerHangsUp, in: &world)
            #expect(world.callEvents.last == (callerHangsUp ? "localHangUp" : "peerHungUp"))
            #expect(world.phoneEvents.last == (callerHangsUp ? "peerHungUp" : "localHangUp"))
        }
    }

    @Test func aRefusalAndACancelPassThroughTheHolder() throws {
        var world = self.world()
        let path = try self.path(&world)
        _ = try self.invite(along: path, in: &world)
        self.run(world.phone.reject(try #require(world.incoming), status: 486, at: .zero), ofCaller: false, in: &world)
        // The ACK has come through too.
        #expect(world.callEvents == ["refused(486)"] && world.phone.transactionCount == 0)
        let key = try self.invite(along: path, in: &world)
        self.run(world.phone.ring(try #require(world.incoming), at: .zero), ofCaller: false, in: &world)
        self.run(world.caller.hangUp(key, at: .zero), ofCaller: true, in: &world)
        #expect(world.phoneEvents.last == "peerCancelled" && world.callEvents.last == "localHangUp")
    }

    @Test func aConnectionThatIsGoneIs430() throws {
        var world = self.world()
        let path = try self.path(&world)
        world.proxy.connectionClosed(7)
        _ = try self.invite(along: path, in: &world)
        #expect(world.refused == [430] && world.callEvents == ["refused(430)"])
    }

    @Test func pathsAreForConnectionsAloneAndStayTheSame() throws {
        var world = self.world()
        let datagrams = world.proxy.path(to: SIPPeer(Self.address("198.51.100.20:5060")))
        let first = try self.path(&world), second = try self.path(&world)
        #expect(datagrams == nil && first == second && first.contains("@192.0.2.1:5060;transport=tcp;lr"))
    }

    // MARK: Strangers

    private func request(_ method: String, route: String, to: String = "<sip:x@h>", forwards: Int = 70) -> [UInt8] {
        let lines = [
            "\(method) sip:9@203.0.113.5 SIP/2.0", "Via: SIP/2.0/TLS 198.51.100.20:5060;branch=z9hG4bK1", "Route: \(route)", "From: <sip:1001@h>;tag=1", "To: \(to)",
            "Call-ID: 1", "CSeq: 1 \(method)", "Contact: <sip:1001@h>", "Max-Forwards: \(forwards)", "Content-Length: 0", "", "",
        ]
        return Array(lines.joined(separator: "\r\n").utf8)
    }

    private func statuses(_ effects: [EdgeProxy.Effect]?) -> [Int] {
        (effects ?? []).map { if case .refuse(_, let status, _) = $0 { status } else { 200 } }
    }

    @Test func aPhoneCallsNobodyThroughTheHolder() throws {
        var world = self.world()
        let path = try self.path(&world)
        #expect(self.statuses(world.proxy.messageReceived(self.request("INVITE", route: path), from: phonesEnd)) == [403])
        #expect(self.statuses(world.proxy.messageReceived(self.request("BYE", route: path, to: "<sip:x@h>;tag=2"), from: phonesEnd)) == [200])
        #expect(self.statuses(world.proxy.messageReceived(self.request("BYE", route: path, to: "<sip:x@h>;tag=2", forwards: 0), from: phonesEnd)) == [483])
    }

    @Test func aGuessedTokenAndAForgedResponseLeadNowhere() throws {
        var world = self.world()
        _ = world.proxy.path(to: phonesEnd)
        #expect(self.statuses(world.proxy.messageReceived(self.request("INVITE", route: "<sip:flow-guess@192.0.2.1;lr>"), from: callersEnd)) == [430])
        #expect(world.proxy.messageReceived(self.request("INVITE", route: "<sip:192.0.2.1;lr>"), from: callersEnd) == nil)
        let lines = [
            "SIP/2.0 200 OK", "Via: SIP/2.0/TLS 192.0.2.1:5061;branch=z9hG4bKflow-8-TCP-1234", "Via: SIP/2.0/TCP 192.0.2.2;branch=z9hG4bK1", "From: <sip:1001@h>;tag=1",
            "To: <sip:x@h>;tag=2", "Call-ID: 1", "CSeq: 1 INVITE", "Content-Length: 0", "", "",
        ]
        let effects = try #require(world.proxy.messageReceived(Array(lines.joined(separator: "\r\n").utf8), from: phonesEnd))
        #expect(effects.isEmpty)
    }
}
