@testable import Protocols
import Testing

/// What is agreed besides G.711 in clear.
@Suite("Codecs and keys in offer and answer") struct CodecAndKeyTests {
    private static let key = [UInt8](0..<30)
    private static let inline = "inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj"

    private func side(_ codecs: [AudioCodec] = [.pcma, .pcmu], _ security: MediaSecurity = .off) -> OfferAnswer {
        var capabilities = OfferAnswer.Capabilities(codecs: codecs)
        capabilities.security = security
        capabilities.key = Self.key
        return OfferAnswer(media: SocketAddress(ip: .v4(0xC000_0201), port: 4000), sessionID: 77, capabilities: capabilities)
    }

    private func offer(_ lines: String) -> [UInt8] { "v=0\no=- 1 1 IN IP4 192.0.2.9\ns=-\nc=IN IP4 192.0.2.9\nt=0 0\n\(lines)\n".wire }

    @Test("Opus is answered with its clock, its parameters and its own telephone events")
    func opus() throws {
        var side = side(AudioCodec.allCases)
        let answer = try side.offerReceived(
            offer("m=audio 7000 RTP/AVP 96 8 97 98\na=rtpmap:96 opus/48000/2\na=rtpmap:97 telephone-event/8000\na=rtpmap:98 telephone-event/48000"))
        #expect(side.negotiated?.codec == .opus && side.negotiated?.payloadType == 96)
        #expect(side.negotiated?.eventPayloadType == 98 && side.negotiated?.eventClockRate == 48_000)
        #expect(text(answer).contains("a=rtpmap:96 opus/48000/2\r\na=fmtp:96 useinbandfec=1"))
    }

    @Test("Opus with one channel is no Opus; G.722 counts 8000")
    func others() throws {
        var side = side(AudioCodec.allCases)
        _ = try side.offerReceived(offer("m=audio 7000 RTP/AVP 96 9 13\na=rtpmap:96 opus/48000/1\na=rtpmap:9 G722/8000/1"))
        #expect(side.negotiated?.codec == .g722 && side.negotiated?.noisePayloadType == nil && side.negotiated?.eventPayloadType == nil)
        _ = try side.offerReceived(offer("m=audio 7000 RTP/AVP 8 13"))
        #expect(side.negotiated?.noisePayloadType == 13)
    }

    @Test("our offer names a type of events for each clock, and none twice")
    func offered() throws {
        var side = side([.opus, .g722, .pcma])
        let sdp = text(try side.makeOffer())
        #expect(sdp.contains("m=audio 4000 RTP/AVP 111 9 8 101 102\r\n"))
        #expect(sdp.contains("a=rtpmap:101 telephone-event/8000") && sdp.contains("a=rtpmap:102 telephone-event/48000"))
    }

    @Test("RTCP shares the port only where both say so")
    func muxed() throws {
        var side = side()
        #expect(text(try side.offerReceived(offer("m=audio 7000 RTP/AVP 8\na=rtcp-mux"))).contains("a=rtcp-mux"))
        #expect(side.negotiated?.remoteControl?.port == 7000)
        #expect(!text(try side.offerReceived(offer("m=audio 7000 RTP/AVP 8\na=rtcp:7009"))).contains("a=rtcp-mux"))
        #expect(side.negotiated?.remoteControl?.port == 7009)
    }

    @Test(
        "the policy and the peer's line decide",
        arguments: [
            ("RTP/AVP", false, true, true, false), ("RTP/AVP", true, true, true, false), ("RTP/SAVP", true, false, true, true), ("RTP/SAVP", false, false, false, false),
        ])
    func policies(transport: String, hasKey: Bool, off: Bool, optional: Bool, required: Bool) throws {
        let line = offer("m=audio 7000 \(transport) 8" + (hasKey ? "\na=crypto:3 AES_CM_128_HMAC_SHA1_32 \(Self.inline)" : ""))
        for (security, isAccepted) in [(MediaSecurity.off, off), (.optional, optional), (.required, required)] {
            var side = side([.pcma], security)
            let answer = try? side.offerReceived(line)
            #expect((answer != nil) == isAccepted, "\(security)")
            guard let answer, security != .off, hasKey else { continue }
            #expect(text(answer).contains("a=crypto:3 AES_CM_128_HMAC_SHA1_32 inline:") && text(answer).contains(transport))
            #expect(side.negotiated?.keys?.remote.key.count == 30 && side.negotiated?.keys?.local.key == Self.key)
        }
    }

    @Test("two sides that require keys find each other's; one that knows none is turned away")
    func both() throws {
        var alice = side([.pcma], .required), bob = side([.pcma], .optional), carol = side([.pcma], .off)
        let offered = try alice.makeOffer()
        #expect(throws: OfferAnswerError.transportRefused) { try carol.offerReceived(offered) }
        let heard = try alice.answerReceived(try bob.offerReceived(offered))
        #expect(heard.keys?.local.suite == .sha1Tag80 && heard.keys?.remote.suite == .sha1Tag80)
    }

    @Test(
        "keys that are not understood are no keys",
        arguments: [
            "", "1", "0 AES_CM_128_HMAC_SHA1_80 \(inline)", "1 AES_CM_256_HMAC_SHA1_80 \(inline)", "1 AES_CM_128_HMAC_SHA1_80 inline:abcd", "1 AES_CM_128_HMAC_SHA1_80 \(inline)|1:4|2^20",
            "1 AES_CM_128_HMAC_SHA1_80 \(inline)|256:1", "1 AES_CM_128_HMAC_SHA1_80 \(inline)|1:0", "1 AES_CM_128_HMAC_SHA1_80 \(inline)|1:129", "1 AES_CM_128_HMAC_SHA1_80 \(inline)|x:1",
            "1 AES_CM_128_HMAC_SHA1_80 \(inline)|1:4|2:4", "1 AES_CM_128_HMAC_SHA1_80 \(inline)|2^20|1:4|",
            "1 AES_CM_128_HMAC_SHA1_80 \(inline) UNENCRYPTED_SRTP", "1 AES_CM_128_HMAC_SHA1_80 \(inline);\(inline)", "1 AES_CM_128_HMAC_SHA1_80 inline:\u{e9}0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj",
        ])
    func malformed(value: String) { #expect(MediaCrypto(value) == nil) }

    @Test("a lifetime is let pass, and what is written is read again")
    func written() throws {
        let read = try #require(MediaCrypto("1 AES_CM_128_HMAC_SHA1_80 \(Self.inline)|2^31"))
        #expect(MediaCrypto(read.text) == read && read.text.hasSuffix(Self.inline))
        for count in 0..<40 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ count) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        }
    }

    /// RFC 4568 §6.1: a number, in so many octets.
    @Test("a master key identifier is read with its length", arguments: [("|2^20|1:4", [0, 0, 0, 1]), ("|258:2", [1, 2]), ("|1:12", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])])
    func identifier(fields: String, octets: [UInt8]) throws {
        let read = try #require(MediaCrypto("1 AES_CM_128_HMAC_SHA1_80 \(Self.inline)\(fields)"))
        #expect(read.identifier == octets && MediaCrypto(read.text) == read)
    }
}
