import Protocols
import Testing

@Suite("Offer and answer") struct OfferAnswerTests {
    private func side(_ port: UInt16 = 4000, codecs: [AudioCodec] = [.pcma, .pcmu]) -> OfferAnswer {
        OfferAnswer(media: SocketAddress(ip: .v4(0xC000_0201), port: port), sessionID: 77, capabilities: .init(codecs: codecs))
    }

    private func offer(_ lines: String, connection: String = "c=IN IP4 192.0.2.9") -> [UInt8] {
        "v=0\no=- 1 1 IN IP4 192.0.2.9\ns=-\n\(connection)\nt=0 0\n\(lines)\n".wire
    }

    @Test("agree on the first codec of the offerer that both have")
    func agree() throws {
        var alice = self.side(4000), bob = self.side(5000, codecs: [.pcmu])
        let answer = try bob.offerReceived(alice.makeOffer())
        let heard = try alice.answerReceived(answer)
        #expect(heard.codec == .pcmu)
        #expect(heard.payloadType == 0)
        #expect(heard.eventPayloadType == 101)
        #expect(heard.remote?.port == 5000)
        #expect(heard.remoteControl?.port == 5000)
        #expect(bob.negotiated?.remote?.port == 4000)
        #expect(heard.direction == .sendReceive)
    }

    @Test("answer keeps the payload types of the offer")
    func dynamicTypes() throws {
        var bob = self.side()
        let answer = try bob.offerReceived(self.offer("m=audio 7000 RTP/AVP 120 96\na=rtpmap:120 PCMA/8000/1\na=rtpmap:96 telephone-event/8000\na=ptime:30"))
        #expect(text(answer).contains("m=audio 4000 RTP/AVP 120 96\r\n"))
        #expect(text(answer).contains("a=rtpmap:96 telephone-event/8000"))
        #expect(bob.negotiated?.payloadType == 120)
        #expect(bob.negotiated?.packetTime == 30)
    }

    /// §5.1: in what is sent to the offerer the offer's numbers stand, in what is sent to the answerer the answer's.
    @Test("an answer with numbers of its own is sent these, and heard by those of the offer")
    func asymmetricTypes() throws {
        var alice = self.side(codecs: [.opus, .pcma])
        let offer = text(try alice.makeOffer())
        #expect(offer.contains("a=rtpmap:101 telephone-event/8000") && offer.contains("a=rtpmap:102 telephone-event/48000"))
        let own = try #require(offer.firstMatch(of: /a=rtpmap:(\d+) opus/).flatMap { UInt8($0.1) })
        let audio = try alice.answerReceived(self.offer("m=audio 7000 RTP/AVP 120 96\na=rtpmap:120 opus/48000/2\na=rtpmap:96 telephone-event/48000"))
        #expect(audio.payloadType == 120 && audio.eventPayloadType == 96)
        let kinds = [own, 102, 120, 96, 8].map { audio.kind(ofReceived: $0) }
        #expect(kinds == [.sound, .event, .sound, .event, nil])
        // §8.3.2: our numbers stay what they were.
        let again = text(try alice.makeOffer())
        #expect(again.contains("RTP/AVP \(own) 8 ") && again.contains("a=rtpmap:102 telephone-event/48000"))
    }

    @Test("refuse with port 0 what is no audio, and second audio lines")
    func otherMedia() throws {
        var bob = self.side()
        let answer = try SessionDescription(bob.offerReceived(self.offer("m=video 3000 RTP/AVP 31\nm=audio 7000 RTP/AVP 8\nm=audio 7002 RTP/AVP 0\nm=image 9000 udptl t38")))
        #expect(answer.media.map(\.port) == [0, 4000, 0, 0])
        #expect(answer.media.map(\.kind) == ["video", "audio", "audio", "image"])
        #expect(answer.media.map(\.transport) == ["RTP/AVP", "RTP/AVP", "RTP/AVP", "udptl"])
    }

    @Test(
        "answer hold as RFC 3264 §6.1 and §8.4 say",
        arguments: [
            ("a=sendrecv", "sendrecv", true), ("a=sendonly", "recvonly", false), ("a=recvonly", "sendonly", true), ("a=inactive", "inactive", false),
        ])
    func hold(_ attribute: String, _ expected: String, _ sends: Bool) throws {
        var bob = self.side()
        let answer = try bob.offerReceived(self.offer("m=audio 7000 RTP/AVP 8\n\(attribute)"))
        #expect(text(answer).contains("a=\(expected)\r\n"))
        #expect(bob.negotiated?.direction.sends == sends)
        #expect(bob.negotiated?.isHeldByPeer == !sends)
    }

    @Test("take c=0.0.0.0 for hold: nothing is sent there")
    func oldHold() throws {
        var bob = self.side()
        let answer = try bob.offerReceived(self.offer("m=audio 7000 RTP/AVP 8", connection: "c=IN IP4 0.0.0.0"))
        #expect(text(answer).contains("a=recvonly"))
        #expect(bob.negotiated?.remote == nil)
        #expect(bob.negotiated?.direction == .receiveOnly)
    }

    @Test("put a peer on hold and take it back, with a version that grows only with changes")
    func versions() throws {
        var alice = self.side(), bob = self.side(5000)
        func version(_ sdp: [UInt8]) throws -> UInt64 { try SessionDescription(sdp).origin.version }
        let first = try alice.makeOffer()
        let answer = try bob.offerReceived(first)
        _ = try alice.answerReceived(answer)
        #expect(try version(first) == 1)
        alice.wish = .sendOnly
        let hold = try alice.makeOffer()
        #expect(try version(hold) == 2)
        let held = try bob.offerReceived(hold)
        #expect(try version(held) == 2)
        #expect(bob.negotiated?.direction == .receiveOnly)
        #expect(try alice.answerReceived(held).direction == .sendOnly)
        alice.wish = .sendReceive
        let resume = try alice.makeOffer()
        #expect(try version(resume) == 3)
        _ = try alice.answerReceived(bob.offerReceived(resume))
        #expect(alice.negotiated?.direction == .sendReceive)
        #expect(try version(alice.makeOffer()) == 3, "the same again is the same version")
    }

    @Test("refuse glare, a stray answer and audio that nobody can decode")
    func faults() throws {
        var alice = self.side()
        #expect(throws: OfferAnswerError.unexpectedAnswer) { try alice.answerReceived(self.offer("m=audio 7000 RTP/AVP 8")) }
        #expect(throws: OfferAnswerError.notAcceptable) { try alice.offerReceived(self.offer("m=audio 7000 RTP/AVP 18")) }
        #expect(throws: OfferAnswerError.transportRefused) { try alice.offerReceived(self.offer("m=audio 7000 RTP/SAVP 8")) }
        #expect(throws: OfferAnswerError.noAudio) { try alice.offerReceived(self.offer("m=audio 0 RTP/AVP 8")) }
        #expect(throws: OfferAnswerError.malformed(SDPParseError(code: .malformedLine, line: 1))) { try alice.offerReceived(Array("hello".utf8)) }
        _ = try alice.makeOffer()
        #expect(throws: OfferAnswerError.offerPending) { try alice.offerReceived(self.offer("m=audio 7000 RTP/AVP 8")) }
        alice.offerFailed()
        _ = try alice.offerReceived(self.offer("m=audio 7000 RTP/AVP 8"))
    }

    @Test("answer an offer for IPv6")
    func ipv6() throws {
        var bob = OfferAnswer(media: SocketAddress("[2001:db8::1]:4000")!, sessionID: 5)
        let answer = try bob.offerReceived(self.offer("m=audio 7000 RTP/AVP 0", connection: "c=IN IP6 2001:db8::9"))
        #expect(bob.negotiated?.remote?.description == "[2001:db8::9]:7000")
        #expect(text(answer).contains("c=IN IP6 2001:db8::1\r\n"))
    }
}
