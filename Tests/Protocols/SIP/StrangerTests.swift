import Protocols
import Testing
import TestKit
import Vocabulary

@Suite("A stranger") struct StrangerTests {
    private func request(_ method: String, branch: String = "z9hG4bKs", uri: String = "sip:bob@192.0.2.2", extra: String = "") -> [UInt8] {
        """
        \(method) \(uri) SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.3:5060;branch=\(branch)
        From: <sip:carol@example.com>;tag=c
        To: <sip:bob@example.com>
        Call-ID: stranger
        CSeq: 7 \(method)
        Max-Forwards: 70
        \(extra)Content-Length: 0


        """.wire
    }

    @Test("gets an answer to OPTIONS, and no state is kept")
    func options() {
        var world = SignallingWorld()
        world.inject(self.request("OPTIONS"), to: .bob, from: .carol)
        #expect(world.wire == ["bob: SIP/2.0 200"])
        #expect(world[.bob].transactionCount == 0)
    }

    @Test("hears in the answer to OPTIONS what is taken and what is known (§11.2)")
    func abilities() throws {
        var world = SignallingWorld { _, configuration in configuration.acceptsRegistrations = true }
        world.inject(self.request("OPTIONS"), to: .bob, from: .carol)
        let answer = text(world.lastBytes)
        for line in [
            "Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, PRACK, REFER, NOTIFY, INFO, REGISTER", "Accept: application/sdp, multipart/mixed, multipart/alternative", "Accept-Encoding: identity",
            "Accept-Language: en", "Supported: 100rel, precondition, timer, replaces, norefersub, path, outbound",
        ] { #expect(answer.contains("\r\n\(line)\r\n"), "\(line)") }
    }

    @Test("whose request cannot be understood gets a To tag too, the same each time (§8.2.6.2)", arguments: ["Max-Forwards: 300\n", "Expires: soon\n", "Contact: <\n"])
    func malformedTag(_ fault: String) {
        var world = SignallingWorld(), tags: [String] = []
        for branch in ["z9hG4bKs", "z9hG4bKs", "z9hG4bKt"] {
            let bytes = text(self.request("OPTIONS", branch: branch, extra: fault)).replacing("Max-Forwards: 70\r\n", with: "")
            world.inject(Array(bytes.utf8), to: .bob, from: .carol)
            tags.append(text(world.lastBytes).split(separator: "\r\n").first { $0.hasPrefix("To: <sip:bob@example.com>;tag=") }.map(String.init) ?? "none")
        }
        #expect(world.wire == Array(repeating: "bob: SIP/2.0 400", count: 3))
        #expect(tags[0] == tags[1] && tags[0] != tags[2] && tags[0] != "none")
    }

    @Test("that says when it sent an INVITE hears so with the 100 (§8.2.6.1)")
    func timestamp() {
        var world = SignallingWorld()
        world.inject(self.request("INVITE", extra: "Timestamp: 54.21\n"), to: .bob, from: .carol)
        #expect(world.wire == ["bob: SIP/2.0 100"] && text(world.lastBytes).lowercased().contains("\r\ntimestamp: 54.21\r\n"))
    }

    @Test("that says how long it waits hears 487 then (§13.3.1)", arguments: [("Expires: 20\n", 20, 487), ("", 180, 480), ("Expires: 4000\n", 180, 480), ("Expires: 0\n", 180, 480)])
    func impatient(_ header: String, _ seconds: Int64, _ status: Int) {
        var world = SignallingWorld()
        world.inject(self.request("INVITE", extra: header), to: .bob, from: .carol)
        world.run(.seconds(seconds - 1))
        #expect(world.wire == ["bob: SIP/2.0 100"])
        world.run(.seconds(1))
        #expect(world.sent("bob: SIP/2.0 \(status)") > 0 && world[.bob].callCount == 0)
        #expect(world.transcript(.bob).last == (status == 487 ? "ended peerCancelled" : "ended timedOut"))
    }

    @Test("gets the same To tag for a repeated request")
    func sameTag() {
        var world = SignallingWorld()
        world.inject(self.request("OPTIONS"), to: .bob, from: .carol)
        let tag = world.lastTag
        world.inject(self.request("OPTIONS"), to: .bob, from: .carol)
        #expect(world.lastTag == tag)
        world.inject(self.request("OPTIONS", branch: "z9hG4bKother"), to: .bob, from: .carol)
        #expect(world.lastTag != tag)
    }

    @Test("is told what is allowed", arguments: [("MESSAGE", 405), ("FETCH", 501), ("SUBSCRIBE", 405), ("PRACK", 481), ("REFER", 403), ("BYE", 481)])
    func methods(_ method: String, _ status: Int) {
        var world = SignallingWorld()
        world.inject(self.request(method), to: .bob, from: .carol)
        #expect(world.wire == ["bob: SIP/2.0 \(status)"])
        #expect(world[.bob].transactionCount == 0)
    }

    @Test("that sends one INVITE along two paths is told so")
    func merged() {
        var world = SignallingWorld()
        world.inject(self.request("INVITE"), to: .bob, from: .carol)
        world.inject(self.request("INVITE", branch: "z9hG4bKpath2"), to: .bob, from: .carol)
        #expect(world.wire == ["bob: SIP/2.0 100", "bob: SIP/2.0 482"])
        #expect(world[.bob].callCount == 1)
    }

    @Test("that repeats an INVITE makes one call and hears the last provisional answer again")
    func repeated() {
        var world = SignallingWorld()
        world.inject(self.request("INVITE"), to: .bob, from: .carol)
        let incoming = world.incomingCall(.bob)!
        world.act(.bob) { $0.ring(incoming, at: $1) }
        world.inject(self.request("INVITE"), to: .bob, from: .carol)
        #expect(world.wire == ["bob: SIP/2.0 100", "bob: SIP/2.0 180", "bob: SIP/2.0 180"])
        #expect(world[.bob].callCount == 1)
    }

    @Test("of RFC 2543 without a branch is matched by other fields")
    func legacy() {
        var world = SignallingWorld()
        world.inject(self.request("INVITE", branch: "1"), to: .bob, from: .carol)
        world.inject(self.request("INVITE", branch: "1"), to: .bob, from: .carol)
        #expect(world[.bob].callCount == 1)
        let incoming = world.incomingCall(.bob)!
        world.act(.bob) { $0.reject(incoming, status: 404, at: $1) }
        world.inject(self.request("ACK", branch: "1"), to: .bob, from: .carol)
        world.run(.seconds(3))
        #expect(world.sent("bob: SIP/2.0 404") == 1, "the ACK was matched")
    }

    @Test("that requires an unknown extension is told which")
    func required() {
        var world = SignallingWorld()
        world.inject(self.request("INVITE", extra: "Require: 100rel, magic\n"), to: .bob, from: .carol)
        #expect(world.wire == ["bob: SIP/2.0 420"])
        #expect(world[.bob].callCount == 0)
    }

    @Test("finds the endpoint draining")
    func draining() {
        var world = SignallingWorld { _, configuration in configuration.retryAfter = 30 }
        world.inject(self.request("INVITE"), to: .bob, from: .carol)
        world.inject(self.request("OPTIONS", branch: "z9hG4bKo"), to: .bob, from: .carol)
        #expect(world.wire == ["bob: SIP/2.0 503", "bob: SIP/2.0 503"])
    }

    @Test("cannot make more calls or transactions than the bound")
    func bounded() {
        var world = SignallingWorld { _, configuration in
            configuration.maximumCalls = 10
            configuration.maximumTransactions = 12
        }
        for index in 0..<100 {
            let bytes = String(decoding: self.request("INVITE", branch: "z9hG4bK\(index)"), as: UTF8.self).replacing("Call-ID: stranger", with: "Call-ID: stranger\(index)")
            world.inject(Array(bytes.utf8), to: .bob, from: .carol)
        }
        #expect(world[.bob].callCount == 10)
        #expect(world.sent("bob: SIP/2.0 503") == 90)
        world.inject(self.request("OPTIONS", branch: "z9hG4bKo"), to: .bob, from: .carol)
        #expect(world.wire.last == "bob: SIP/2.0 200")
    }

    @Test("that never acknowledges a refusal is given up after 64·T1")
    func neverAcknowledges() {
        var world = SignallingWorld()
        world.inject(self.request("INVITE"), to: .bob, from: .carol)
        let incoming = world.incomingCall(.bob)!
        world.act(.bob) { $0.reject(incoming, status: 486, at: $1) }
        world.run(.seconds(33))
        #expect(world.sent("bob: SIP/2.0 486") == 11)
        #expect(world[.bob].transactionCount == 0)
    }

    @Test("behind a NAT is answered where it sent from")
    func natted() throws {
        var endpoint = SIPEndpoint(.init(local: SocketAddress(ip: .loopback, port: 5060)), tokens: TokenSource(SeededRandom(seed: 1)))
        let bytes = text(self.request("OPTIONS")).replacing("192.0.2.3:5060;", with: "10.0.0.9:5062;rport;")
        let source = SocketAddress(ip: .v4(0xC633_6401), port: 31_337)
        let effects = endpoint.datagramReceived(Array(bytes.utf8), from: source, at: .zero)
        guard case .send(let answer, let peer) = effects.first else { Issue.record("no answer"); return }
        #expect(peer.address == source)
        #expect(text(answer).contains("rport=31337"))
        #expect(text(answer).contains("received=198.51.100.1"))
    }

    @Test("that only keeps a path open is not answered")
    func keepAlive() {
        var world = SignallingWorld()
        world.inject([13, 10, 13, 10], to: .bob, from: .carol)
        #expect(world.wire.isEmpty)
        #expect(world.transcript(.bob).isEmpty)
    }

    @Test("that answers what nobody asked is ignored")
    func strayResponse() {
        var world = SignallingWorld()
        world.inject(
            """
            SIP/2.0 200 OK
            Via: SIP/2.0/UDP 192.0.2.2:5060;branch=z9hG4bKnobody
            From: <sip:x@y>;tag=1
            To: <sip:z@y>;tag=2
            Call-ID: stray
            CSeq: 1 INVITE
            Content-Length: 0


            """.wire, to: .bob, from: .carol)
        #expect(world.wire.isEmpty)
    }
}
