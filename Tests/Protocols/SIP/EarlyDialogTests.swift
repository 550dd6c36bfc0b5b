import Protocols
import Testing
import TestKit
import Vocabulary

@Suite("A forked INVITE") struct EarlyDialogTests {
    /// Alice's INVITE, which a proxy forked to two phones.
    private func forked() throws -> (SignallingWorld, SIPCallKey, SIPRequest) {
        var world = SignallingWorld(seed: 2)
        world.swallows = { _, _ in true }
        let call = world.call()
        guard case .request(let request) = try SIPMessage(datagram: world.lastBytes) else { throw SIPParseError(.empty, offset: 0) }
        return (world, call, request)
    }

    private func response(_ request: SIPRequest, _ status: Int, tag: String, number: Int? = nil, sdp: String? = nil) -> [UInt8] {
        var response = SIPResponse(to: request, status: status, tag: tag)
        response.contacts = [SIPNameAddress(uri: SIPURI(user: tag, host: "192.0.2.3", port: 5060))]
        if let number {
            response.headers.append(.require, "100rel")
            response.headers.append(.rSeq, String(number))
        }
        if let sdp { response.fields.setBody(Array(sdp.utf8), type: "application/sdp") }
        return response.bytes
    }

    @Test("makes an early dialog per branch, each with its PRACKs; one answer stays (RFC 3261 §12.1.2, §13.2.2.4, RFC 3262 §4)")
    func branches() throws {
        var (world, _, invite) = try self.forked()
        world.inject(self.response(invite, 183, tag: "x", number: 10, sdp: "by x"), to: .alice, from: .bob)
        #expect(text(world.lastBytes).contains("RAck: 10 \(invite.cSeq.number) INVITE\r\n"))
        #expect(text(world.lastBytes).hasPrefix("PRACK sip:x@192.0.2.3:5060 "))
        world.inject(self.response(invite, 183, tag: "y", number: 500, sdp: "by y"), to: .alice, from: .bob)
        #expect(text(world.lastBytes).hasPrefix("PRACK sip:y@192.0.2.3:5060 "))
        world.inject(self.response(invite, 180, tag: "x", number: 11), to: .alice, from: .bob)
        #expect(text(world.lastBytes).contains("CSeq: \(invite.cSeq.number + 2) PRACK\r\n"), "numbers run per dialog")
        let count = world.wire.count
        world.inject(self.response(invite, 180, tag: "x", number: 11), to: .alice, from: .bob)
        world.inject(self.response(invite, 180, tag: "x", number: 13), to: .alice, from: .bob)
        #expect(world.wire.count == count, "repeated and overtaking responses are not acknowledged")
        world.inject(self.response(invite, 200, tag: "y"), to: .alice, from: .bob)
        #expect(world.transcript(.alice) == ["ringing 183 sdp", "ringing 183 sdp", "ringing 180", "answered by y"])
        #expect(world.wire.last == "alice: ACK")
        world.inject(self.response(invite, 200, tag: "x"), to: .alice, from: .bob)
        #expect(world.wire.suffix(2) == ["alice: ACK", "alice: BYE"])
        #expect(text(world.lastBytes).contains(";tag=x\r\n"))
        #expect(world[.alice].callCount == 1)
    }

    @Test("that was cancelled ends every branch that answers all the same (§9.1, §15)")
    func cancelled() throws {
        var (world, call, invite) = try self.forked()
        world.inject(self.response(invite, 180, tag: "x"), to: .alice, from: .bob)
        world.act(.alice) { $0.hangUp(call, at: $1) }
        #expect(world.wire.last == "alice: CANCEL")
        for tag in ["x", "y"] {
            world.inject(self.response(invite, 200, tag: tag), to: .alice, from: .bob)
            #expect(world.wire.suffix(2) == ["alice: ACK", "alice: BYE"])
        }
        #expect(world.transcript(.alice) == ["ringing 180", "ended localHangUp"])
        #expect(world[.alice].callCount == 0)
    }

    @Test("with more branches than anybody needs keeps a bounded number of them")
    func bounded() throws {
        var (world, _, invite) = try self.forked()
        for branch in 0..<200 { world.inject(self.response(invite, 180, tag: "t\(branch)", number: 1), to: .alice, from: .bob) }
        #expect(world.sent("alice: PRACK") == 16)
    }

    @Test("whose 200 is repeated by the same branch is acknowledged again, to RFC 6026 §7.2")
    func repeatedAnswer() throws {
        var (world, _, invite) = try self.forked()
        for _ in 0..<3 { world.inject(self.response(invite, 200, tag: "x"), to: .alice, from: .bob) }
        #expect(world.sent("alice: ACK") == 3)
        world.run(.seconds(33))
        let count = world.wire.count
        world.inject(self.response(invite, 200, tag: "z"), to: .alice, from: .bob)
        #expect(world.wire.count == count, "after timer M the transaction is gone")
    }
}
