import Protocols
import Testing

@Suite("Hold") struct HoldTests {
    private static let directions: [MediaDirection] = [.sendReceive, .sendOnly, .receiveOnly, .inactive]

    private func offer(_ direction: String, connection: String = "192.0.2.9", version: Int = 1) -> [UInt8] {
        "v=0\no=- 1 \(version) IN IP4 192.0.2.9\ns=-\nc=IN IP4 \(connection)\nt=0 0\nm=audio 7000 RTP/AVP 8\na=\(direction)\n".wire
    }

    private func side() -> OfferAnswer { OfferAnswer(media: SocketAddress(ip: .v4(0xC000_0201), port: 4000), sessionID: 77) }

    private func answered(_ sdp: [UInt8]) throws -> MediaDirection {
        let description = try SessionDescription(sdp)
        return description.direction(of: try #require(description.media.first))
    }

    /// What may be answered: offered × wished (RFC 3264 §6.1). Rows: sendrecv, sendonly, recvonly, inactive.
    private static let matrix: [[MediaDirection]] = [
        [.sendReceive, .sendOnly, .receiveOnly, .inactive], [.receiveOnly, .inactive, .receiveOnly, .inactive],
        [.sendOnly, .sendOnly, .inactive, .inactive], [.inactive, .inactive, .inactive, .inactive],
    ]

    @Test("in every combination of what the peer offers and what we wish (RFC 3264 §6.1)", arguments: 0..<4, 0..<4)
    func wholeMatrix(_ offered: Int, _ wished: Int) throws {
        var bob = self.side()
        bob.wish = Self.directions[wished]
        let answer = try bob.offerReceived(self.offer(Self.directions[offered].rawValue))
        #expect(try self.answered(answer) == Self.matrix[offered][wished])
        #expect(bob.negotiated?.direction == Self.matrix[offered][wished])
    }

    @Test(
        "with c=0.0.0.0 sends nothing, whatever the attribute says (RFC 3264 §8.4)",
        arguments: [("sendrecv", MediaDirection.receiveOnly), ("sendonly", .receiveOnly), ("recvonly", .inactive), ("inactive", .inactive)])
    func legacy(_ attribute: String, _ expected: MediaDirection) throws {
        var bob = self.side()
        #expect(try self.answered(bob.offerReceived(self.offer(attribute, connection: "0.0.0.0"))) == expected)
        #expect(bob.negotiated?.remote == nil)
        #expect(bob.negotiated?.isHeldByPeer == true)
    }

    @Test("is put on, taken off and put on by the other side, over one call (RFC 3264 §8.4)")
    func overACall() throws {
        var alice = self.side(), bob = OfferAnswer(media: SocketAddress(ip: .v4(0xC000_0202), port: 5000), sessionID: 78)
        func exchange(_ one: inout OfferAnswer, _ other: inout OfferAnswer) throws -> [MediaDirection] {
            let answer = try other.offerReceived(one.makeOffer())
            return [try one.answerReceived(answer).direction, try #require(other.negotiated).direction]
        }
        #expect(try exchange(&alice, &bob) == [.sendReceive, .sendReceive])
        alice.wish = .sendOnly
        #expect(try exchange(&alice, &bob) == [.sendOnly, .receiveOnly])
        bob.wish = .sendOnly
        #expect(try exchange(&bob, &alice) == [.inactive, .inactive])
        alice.wish = .sendReceive
        #expect(try exchange(&alice, &bob) == [.receiveOnly, .sendOnly])
        bob.wish = .sendReceive
        #expect(try exchange(&bob, &alice) == [.sendReceive, .sendReceive])
    }

    @Test("by an attribute of the session counts for the stream without one of its own (RFC 8866 §6.7)")
    func sessionLevel() throws {
        var bob = self.side()
        let sdp = "v=0\no=- 1 1 IN IP4 192.0.2.9\ns=-\nc=IN IP4 192.0.2.9\nt=0 0\na=inactive\nm=audio 7000 RTP/AVP 8\n".wire
        #expect(try self.answered(bob.offerReceived(sdp)) == .inactive)
    }
}
