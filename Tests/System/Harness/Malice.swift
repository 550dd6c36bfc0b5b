import Foundation
import TestKit

/// What strangers send: broken SIP and broken RTP, decided by a seed.
enum Malice {
    /// A SIP message that was cut, doubled, bent, or is noise.
    static func datagram(_ random: inout SeededRandom, _ round: Int) -> [UInt8] {
        var bytes = Array((templates.randomElement(using: &random) ?? "").replacingOccurrences(of: "\n", with: "\r\n").replacingOccurrences(of: "ROUND", with: String(round)).utf8)
        switch random.next() % 8 {
        case 0: return random.bytes(Int(random.next() % 1400))
        case 1: return Array(bytes.prefix(Int(random.next() % UInt64(bytes.count + 1))))
        case 2: bytes.insert(contentsOf: random.bytes(40), at: Int(random.next() % UInt64(bytes.count)))
        case 3: bytes += bytes
        case 4: return torture.randomElement(using: &random).map { Array($0.replacingOccurrences(of: "\n", with: "\r\n").utf8) } ?? []
        default: for _ in 0..<(1 + random.next() % 8) { bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next()) }
        }
        return bytes
    }

    /// Something like RTP or RTCP, or nothing like it.
    static func packet(_ random: inout SeededRandom) -> [UInt8] {
        var bytes = random.bytes(Int(random.next() % 200))
        // Version 2 with CSRCs, extension and padding that claim more than there is.
        if random.next() % 2 == 0, !bytes.isEmpty { bytes[0] = 0x80 | bytes[0] & 0x3F }
        if random.next() % 4 == 0, bytes.count > 1 { bytes[1] = 200 + bytes[1] % 8 }
        return bytes
    }

    private static let templates = [
        """
        INVITE sip:echo@127.0.0.1 SIP/2.0
        Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKROUND;rport
        From: <sip:stranger@127.0.0.1>;tag=ROUND
        To: <sip:echo@127.0.0.1>
        Call-ID: ROUND@stranger
        CSeq: 1 INVITE
        Contact: <sip:stranger@127.0.0.1:9>
        Max-Forwards: 70
        Content-Type: application/sdp
        Content-Length: 117

        v=0
        o=- 1 1 IN IP4 127.0.0.1
        s=-
        c=IN IP4 127.0.0.1
        t=0 0
        m=audio 9 RTP/AVP 8 0 101
        a=rtpmap:101 telephone-event/8000

        """,
        """
        REGISTER sip:127.0.0.1 SIP/2.0
        Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKrROUND
        From: <sip:7001@127.0.0.1>;tag=ROUND
        To: <sip:7001@127.0.0.1>
        Call-ID: rROUND
        CSeq: 1 REGISTER
        Contact: <sip:7001@127.0.0.1:9>;expires=60
        Authorization: Digest username="7001", realm="hotline", nonce="x", uri="sip:127.0.0.1", response="00000000000000000000000000000000"
        Content-Length: 0


        """,
        """
        BYE sip:echo@127.0.0.1 SIP/2.0
        Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKbROUND
        From: <sip:stranger@127.0.0.1>;tag=ROUND
        To: <sip:echo@127.0.0.1>;tag=none
        Call-ID: ROUND@stranger
        CSeq: 2 BYE
        Content-Length: 0


        """,
        "SIP/2.0 200 OK\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKROUND\nFrom: <sip:a@b>;tag=1\nTo: <sip:a@b>;tag=2\nCall-ID: x\nCSeq: 1 INVITE\nContent-Length: 0\n\n",
    ]

    /// In the manner of RFC 4475: lengths that lie, numbers that overflow, headers that are absent or doubled.
    private static let torture = [
        "INVITE sip:echo@127.0.0.1 SIP/2.0\nContent-Length: 99999\n\n",
        "INVITE sip:echo@127.0.0.1 SIP/2.0\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1\nCSeq: 36893488147419103232 INVITE\nMax-Forwards: 300\nContent-Length: -999\n\n",
        "OPTIONS sip:127.0.0.1 SIP/7.0\nVia: SIP/7.0/UDP 127.0.0.1;branch=z9hG4bK2\nFrom: a\nTo: b\nCall-ID: c\nCSeq: 1 OPTIONS\n\n",
        "INVITE <sip:echo@127.0.0.1> SIP/2.0\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK3\nFrom: <sip:a@b\nTo: \"Unclosed <sip:b@c>\nCall-ID:\nCSeq: INVITE\n\n",
        "INVITE sip:echo@127.0.0.1 SIP/2.0\n folded: what\nVia: SIP/2.0/UDP 127.0.0.1;branch=\nFrom:\nFrom:\nTo:\nTo:\nCSeq: 1 BYE\n\n",
        "SIP/2.0 4294967301 better not break the receiver\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK4\nCSeq: 1 INVITE\n\n",
        "\n\n\n\n", "\u{0}", "INVITE", "INVITE sip: SIP/2.0\n\n", "OPTIONS \u{FEFF} SIP/2.0\n\n",
    ]
}
