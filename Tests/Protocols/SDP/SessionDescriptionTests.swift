import Protocols
import Testing

@Suite("Session descriptions") struct SessionDescriptionTests {
    @Test("are written as they were read")
    func roundTrip() throws {
        let bytes = "v=0\no=- 1 2 IN IP4 192.0.2.1\ns=呼叫\nc=IN IP4 192.0.2.1\nt=0 0\na=tool:x\nm=audio 4000 RTP/AVP 8 101\na=rtpmap:8 PCMA/8000\na=sendrecv\n".wire
        #expect(try SessionDescription(bytes).bytes == bytes)
    }

    @Test(
        "name the line that is wrong",
        arguments: [
            ("v=1\n", SDPParseError.Code.notVersionZero, 1), ("v=0\no=- 1\n", .malformedOrigin, 2), ("v=0\no=- 1 1 IN IP4 x\nm=audio\n", .malformedMedia, 3),
            ("v=0\nm =video 1 RTP/AVP 0\n", .malformedLine, 2), ("v=0\no=- 1 1 IN IP4 x\nc=IN\n", .malformedConnection, 3), ("v=0\ns=-\n", .missingOrigin, 3),
        ])
    func faults(_ sdp: String, _ code: SDPParseError.Code, _ line: Int) {
        #expect(throws: SDPParseError(code: code, line: line)) { try SessionDescription(sdp.wire) }
    }

    @Test("take any text where text is allowed")
    func unicode() throws {
        let sdp = "v=0\no=张三 1 2 IN IP4 192.0.2.1\ns=🎙️ \u{202E}\u{0301}\ni=مرحبا\nc=IN IP4 192.0.2.1\nt=0 0\na=名前:値\nm=audio 4000 RTP/AVP 8\n".wire
        let description = try SessionDescription(sdp)
        #expect(description.origin.username == "张三")
        #expect(description.media.first?.port == 4000)
        // Bytes that are no UTF-8 are repaired, not trapped on.
        #expect(try SessionDescription(sdp + [0x61, 0x3D, 0xFF, 0xC0, 0x80, 10]).media.count == 1)
    }

    @Test("are bounded in size and in media")
    func bounded() {
        let head = "v=0\no=- 1 1 IN IP4 1.2.3.4\ns=-\n"
        #expect(throws: SDPParseError(code: .tooLong, line: 0)) { try SessionDescription((head + String(repeating: "a=x\n", count: 5000)).wire) }
        #expect(throws: SDPParseError(code: .tooManyMedia, line: 20)) { try SessionDescription((head + String(repeating: "m=audio 1 RTP/AVP 8\n", count: 20)).wire) }
    }
}
