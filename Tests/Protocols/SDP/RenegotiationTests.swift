import Protocols
import Testing

@Suite("A later offer") struct RenegotiationTests {
    private func side(_ port: UInt16 = 4000, codecs: [AudioCodec] = [.pcma, .pcmu]) -> OfferAnswer {
        OfferAnswer(media: SocketAddress(ip: .v4(0xC000_0201), port: port), sessionID: 77, capabilities: .init(codecs: codecs))
    }

    private func offer(_ lines: String, version: Int = 1) -> [UInt8] {
        "v=0\no=- 1 \(version) IN IP4 192.0.2.9\ns=-\nc=IN IP4 192.0.2.9\nt=0 0\n\(lines)\n".wire
    }

    private func version(_ sdp: [UInt8]) throws -> UInt64 { try SessionDescription(sdp).origin.version }

    @Test("changes codec, payload types and address in a call (RFC 3264 §8.3)")
    func codecs() throws {
        var bob = self.side()
        var versions: [UInt64] = []
        for (lines, codec, type, events) in [
            ("m=audio 7000 RTP/AVP 8 101\na=rtpmap:101 telephone-event/8000", AudioCodec.pcma, 8, 101), ("m=audio 7000 RTP/AVP 0 97\na=rtpmap:97 telephone-event/8000", .pcmu, 0, 97),
            ("m=audio 7010 RTP/AVP 118 120\na=rtpmap:118 PCMA/8000\na=rtpmap:120 telephone-event/8000", .pcma, 118, 120),
        ] as [(String, AudioCodec, UInt8, UInt8)] {
            versions.append(try self.version(bob.offerReceived(self.offer(lines))))
            #expect(bob.negotiated?.codec == codec)
            #expect(bob.negotiated?.payloadType == type)
            #expect(bob.negotiated?.eventPayloadType == events)
        }
        #expect(bob.negotiated?.remote?.port == 7010)
        #expect(versions == [1, 2, 3])
    }

    @Test("that says the same gets the same answer with the same version (§5, §8)")
    func unchanged() throws {
        var bob = self.side()
        let first = try bob.offerReceived(self.offer("m=audio 7000 RTP/AVP 8"))
        #expect(try bob.offerReceived(self.offer("m=audio 7000 RTP/AVP 8")) == first)
    }

    @Test("of ours keeps a payload type that is bound (§8.3.2)")
    func boundType() throws {
        var bob = self.side()
        _ = try bob.offerReceived(self.offer("m=audio 7000 RTP/AVP 118\na=rtpmap:118 PCMA/8000"))
        #expect(text(try bob.makeOffer()).contains("m=audio 4000 RTP/AVP 118 0 101\r\n"))
    }

    @Test("that cannot be met leaves everything as it was (§8)")
    func refused() throws {
        var bob = self.side()
        _ = try bob.offerReceived(self.offer("m=audio 7000 RTP/AVP 8"))
        let before = bob.negotiated
        #expect(throws: OfferAnswerError.notAcceptable) { try bob.offerReceived(self.offer("m=audio 7000 RTP/AVP 18")) }
        #expect(bob.negotiated == before)
        _ = try bob.makeOffer()
        bob.offerFailed()
        #expect(bob.negotiated == before)
    }

    @Test("that adds lines gets one back for each, in their places, refused with port 0 where unknown (§6, §8.1)")
    func added() throws {
        var bob = self.side()
        _ = try bob.offerReceived(self.offer("m=audio 7000 RTP/AVP 8"))
        let lines = "m=audio 7000 RTP/AVP 8\nm=video 7002 RTP/AVP 31\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\nm=text 7004 RTP/AVP 98"
        let answer = try SessionDescription(bob.offerReceived(self.offer(lines)))
        #expect(answer.media.map(\.kind) == ["audio", "video", "application", "text"])
        #expect(answer.media.map(\.port) == [4000, 0, 0, 0])
        // §8: in our next offer they stay, refused.
        #expect(try SessionDescription(bob.makeOffer()).media.map(\.port) == [4000, 0, 0, 0])
    }

    @Test("may move the audio behind another line (§8)")
    func audioSecond() throws {
        var bob = self.side()
        let answer = try SessionDescription(bob.offerReceived(self.offer("m=video 7002 RTP/AVP 31\nm=audio 7000 RTP/AVP 0")))
        #expect(answer.media.map(\.port) == [0, 4000])
        #expect(try SessionDescription(bob.makeOffer()).media.map(\.kind) == ["video", "audio"])
    }

    @Test("may end the stream by port 0 and begin it again (§8.2)")
    func ended() throws {
        var bob = self.side()
        _ = try bob.offerReceived(self.offer("m=audio 7000 RTP/AVP 8"))
        let answer = try SessionDescription(bob.offerReceived(self.offer("m=audio 0 RTP/AVP 8")))
        #expect(answer.media.map(\.port) == [0])
        #expect(bob.negotiated?.direction == .inactive)
        #expect(bob.negotiated?.remote == nil)
        _ = try bob.offerReceived(self.offer("m=audio 7000 RTP/AVP 8"))
        #expect(bob.negotiated?.direction == .sendReceive)
    }

    @Test("made late: ours in the 200, the answer in ACK (RFC 3261 §13.2.1)")
    func late() throws {
        var bob = self.side(5000), alice = self.side(codecs: [.pcmu])
        let offer = try bob.makeOffer()
        #expect(text(offer).contains("m=audio 5000 RTP/AVP 8 0 101\r\n"))
        #expect(try bob.answerReceived(alice.offerReceived(offer)).codec == .pcmu)
        #expect(alice.negotiated?.remote?.port == 5000)
    }
}
