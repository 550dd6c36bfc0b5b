import Protocols
import Testing

/// Offers in the manner of other makers' clients and switches.
struct PeerOffer: Sendable, CustomStringConvertible {
    let description: String
    let lines: String
    let codec: AudioCodec
    let type: UInt8
    /// Type and clock of telephone events.
    var events: (UInt8, UInt32)?
    /// Of the answer's lines.
    var ports: [UInt16] = [4000]
    var isSealed = false
    var isMuxed = false

    private static let keys = [
        "a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSojd0RmdmcmVCspeEc3QGY=",
        "a=crypto:2 AEAD_AES_128_GCM inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAw",
        "a=crypto:3 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj|2^31",
        "a=crypto:4 AES_CM_128_HMAC_SHA1_32 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj",
    ].joined(separator: "\n")

    static let all = [
        PeerOffer(
            description: "pjsua with ICE, a source description and video",
            lines: """
                b=AS:352
                m=audio 7000 RTP/AVP 96 8 0 120 121
                c=IN IP4 192.0.2.9
                b=TIAS:64000
                a=rtcp:7001 IN IP4 192.0.2.9
                a=sendrecv
                a=rtpmap:96 speex/16000
                a=rtpmap:8 PCMA/8000
                a=rtpmap:0 PCMU/8000
                a=rtpmap:120 telephone-event/16000
                a=fmtp:120 0-16
                a=rtpmap:121 telephone-event/8000
                a=fmtp:121 0-16
                a=ssrc:1482 cname:5a1
                a=ice-ufrag:0f3c
                a=ice-pwd:7b21aa03c9d04e51aabbccdd
                a=candidate:Hc0000209 1 UDP 2130706431 192.0.2.9 7000 typ host
                a=candidate:Hc0000209 2 UDP 2130706430 192.0.2.9 7001 typ host
                m=video 7002 RTP/AVP 97
                a=rtpmap:97 H264/90000
                """, codec: .pcma, type: 8, events: (121, 8000), ports: [4000, 0]),
        PeerOffer(
            description: "Asterisk",
            lines: """
                m=audio 7000 RTP/AVP 0 8 101
                a=rtpmap:0 PCMU/8000
                a=rtpmap:8 PCMA/8000
                a=rtpmap:101 telephone-event/8000
                a=fmtp:101 0-16
                a=ptime:20
                a=maxptime:140
                a=sendrecv
                """,
            codec: .pcmu, type: 0, events: (101, 8000)),
        PeerOffer(
            description: "FreeSWITCH",
            lines: """
                m=audio 7000 RTP/AVP 102 9 8 103 101 13
                a=rtpmap:102 opus/48000/2
                a=fmtp:102 useinbandfec=1; maxaveragebitrate=30000; ptime=20
                a=rtpmap:103 telephone-event/48000
                a=fmtp:103 0-15
                a=rtpmap:101 telephone-event/8000
                a=rtpmap:13 CN/8000
                a=rtcp-mux
                a=rtcp:7000 IN IP4 192.0.2.9
                a=ptime:20
                """,
            codec: .opus, type: 102, events: (103, 48_000), isMuxed: true),
        PeerOffer(
            description: "baresip",
            lines: """
                b=AS:125
                a=tool:baresip
                m=audio 7000 RTP/AVP 8 101
                a=rtpmap:8 PCMA/8000
                a=rtpmap:101 telephone-event/8000
                a=fmtp:101 0-15
                a=rtcp-rsize
                a=ssrc:99 cname:sip:a@b
                a=sendrecv
                a=label:1
                a=ptime:20
                """,
            codec: .pcma, type: 8, events: (101, 8000)),
        PeerOffer(
            description: "linphone with feedback",
            lines: """
                a=rtcp-xr:rcvr-rtt=all:10000 stat-summary=loss,dup,jitt,TTL voip-metrics
                a=record:off
                m=audio 7000 RTP/AVPF 96 97 98 0 8 101 99 100
                a=rtpmap:96 opus/48000/2
                a=fmtp:96 useinbandfec=1
                a=rtpmap:97 speex/16000
                a=fmtp:97 vbr=on
                a=rtpmap:98 speex/8000
                a=rtpmap:101 telephone-event/48000
                a=rtpmap:99 telephone-event/16000
                a=rtpmap:100 telephone-event/8000
                a=rtcp-fb:* trr-int 5000
                a=rtcp-fb:* ccm tmmbr
                """,
            codec: .opus, type: 96, events: (101, 48_000)),
        PeerOffer(
            description: "linphone with keys of several suites", lines: "m=audio 7000 RTP/SAVP 8 101\na=rtpmap:101 telephone-event/8000\n" + keys, codec: .pcma, type: 8, events: (101, 8000),
            isSealed: true),
        PeerOffer(
            description: "Asterisk with keys and feedback", lines: "m=audio 7000 RTP/SAVPF 8\n" + keys, codec: .pcma, type: 8, isSealed: true),
        PeerOffer(
            description: "a line in clear beside one with keys", lines: "m=audio 7002 RTP/SAVP 8\n" + keys + "\nm=audio 7000 RTP/AVP 8", codec: .pcma, type: 8, ports: [4000, 0], isSealed: true),
        PeerOffer(
            description: "a browser's line beside a telephone's",
            lines: """
                m=audio 7002 UDP/TLS/RTP/SAVPF 111
                a=rtpmap:111 opus/48000/2
                a=fingerprint:sha-256 00:11
                a=setup:actpass
                m=audio 7000 RTP/AVP 8
                m=application 7004 UDP/DTLS/SCTP webrtc-datachannel
                """,
            codec: .pcma, type: 8, ports: [0, 4000, 0]),
        PeerOffer(
            description: "an IMS trunk",
            lines: """
                b=AS:41
                m=audio 7000 RTP/AVP 104 8 105 101
                b=AS:41
                b=RS:0
                b=RR:2000
                a=rtpmap:104 AMR-WB/16000/1
                a=fmtp:104 mode-change-capability=2;max-red=0
                a=rtpmap:105 telephone-event/16000
                a=rtpmap:101 telephone-event/8000
                a=ptime:20
                a=maxptime:240
                """,
            codec: .pcma, type: 8, events: (101, 8000)),
    ]
}

@Suite("Offers of other makers") struct PeerOfferTests {
    private func side() -> OfferAnswer {
        var capabilities = OfferAnswer.Capabilities(codecs: [.opus, .g722, .pcma, .pcmu])
        capabilities.security = .optional
        capabilities.key = [UInt8](0..<30)
        return OfferAnswer(media: SocketAddress(ip: .v4(0xC000_0201), port: 4000), sessionID: 77, capabilities: capabilities)
    }

    @Test("are answered line by line with what is understood of them", arguments: PeerOffer.all)
    func answered(_ offer: PeerOffer) throws {
        var side = self.side()
        let answer = try SessionDescription(side.offerReceived("v=0\no=- 3 3 IN IP4 192.0.2.9\ns=-\nc=IN IP4 192.0.2.9\nt=0 0\n\(offer.lines)\n".wire))
        #expect(answer.media.map(\.port) == offer.ports)
        let agreed = try #require(side.negotiated), line = try #require(answer.media.first { $0.port != 0 })
        #expect(agreed.codec == offer.codec && agreed.payloadType == offer.type)
        #expect(agreed.eventPayloadType == offer.events?.0 && (offer.events == nil || agreed.eventClockRate == offer.events?.1))
        #expect((agreed.keys != nil) == offer.isSealed && line.values("crypto").count == (offer.isSealed ? 1 : 0))
        #expect(agreed.keys.map { $0.local.tag } == (offer.isSealed ? 3 : nil), "the first suite that is known")
        #expect(agreed.isControlMuxed == offer.isMuxed)
        #expect(line.values("candidate").isEmpty && line.values("rtcp-fb").isEmpty, "nothing is claimed that is not done")
        #expect(line.formats.first == String(offer.type))
    }

    @Test(
        "without anything in common are turned away",
        arguments: ["m=audio 7000 RTP/AVP 104\na=rtpmap:104 AMR-WB/16000", "m=audio 7000 UDP/TLS/RTP/SAVPF 8", "m=video 7000 RTP/AVP 97", "m=audio 0 RTP/AVP 8"])
    func nothingInCommon(_ lines: String) {
        var side = self.side()
        let error = #expect(throws: OfferAnswerError.self) { try side.offerReceived("v=0\no=- 3 3 IN IP4 192.0.2.9\ns=-\nc=IN IP4 192.0.2.9\nt=0 0\n\(lines)\n".wire) }
        #expect(error?.status == 488)
    }
}
