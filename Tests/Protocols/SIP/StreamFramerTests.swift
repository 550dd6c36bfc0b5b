import Protocols
import Testing

@Suite("A stream of messages") struct StreamFramerTests {
    private func message(_ body: String, header: String = "Content-Length") -> [UInt8] {
        "MESSAGE sip:a@b SIP/2.0\nCall-ID: 1\n\(header): \(body.utf8.count)\n\n\(body)".wire
    }

    @Test("is taken apart when it is split at every byte (RFC 3261 §18.3)")
    func splitAtEveryByte() throws {
        let stream = self.message("one") + self.message("", header: "l") + [13, 10, 13, 10] + self.message("three\r\n\r\nlines", header: "content-length ")
        let expected: [SIPStreamFramer.Piece] = [
            .message(self.message("one")), .message(self.message("", header: "l")), .ping, .message(self.message("three\r\n\r\nlines", header: "content-length ")),
        ]
        var whole = SIPStreamFramer(.accepted)
        #expect(try whole.bytesReceived(stream) == expected)
        for cut in 1..<stream.count {
            var framer = SIPStreamFramer(.accepted)
            #expect(try framer.bytesReceived(stream[..<cut]) + framer.bytesReceived(stream[cut...]) == expected, "cut at \(cut)")
        }
        var drop = SIPStreamFramer(.accepted)
        #expect(try stream.flatMap { try drop.bytesReceived([$0]) } == expected)
    }

    @Test("with keep-alives tells ping from pong by who opened it (RFC 5626 §3.5.1)")
    func keepAlive() throws {
        var accepted = SIPStreamFramer(.accepted), opened = SIPStreamFramer(.opened)
        #expect(try accepted.bytesReceived([13, 10]) == [])
        #expect(try accepted.bytesReceived([13, 10]) == [.ping])
        #expect(try opened.bytesReceived([13]) == [])
        #expect(try opened.bytesReceived([10]) == [.pong])
        #expect(try accepted.bytesReceived([13, 10] + self.message("x")) == [.message(self.message("x"))], "a line end before a message means nothing (§7.5)")
    }

    @Test("that cannot be followed is to be closed, with a reason")
    func faults() {
        func failure(_ bytes: [UInt8], limit: Int = 1000) -> SIPStreamError? {
            var framer = SIPStreamFramer(.accepted, limit: limit)
            _ = try? framer.bytesReceived(bytes)
            return framer.failure
        }
        #expect(failure([0x16, 3, 1, 2]) == .notSIP)
        #expect(failure("GET / HTTP/1.1\nHost: x\n\n".wire) == .missingContentLength)
        #expect(failure("A b\nContent-Length: 2147483648\n\n".wire) == .tooLarge(limit: 1000))
        #expect(failure("A b\nContent-Length: 99999999999999999999\n\n".wire) == .malformedContentLength)
        #expect(failure("A b\nContent-Length: -1\n\n".wire) == .malformedContentLength)
        #expect(failure("A b\nContent-Length: 1\nl: 2\n\n".wire) == .malformedContentLength)
        #expect(failure("A b\nContent-Length: 990\n\n".wire) == .tooLarge(limit: 1000))
        #expect(failure([UInt8](repeating: 65, count: 1001)) == .tooLarge(limit: 1000))
        #expect(failure("A b\nContent-Length: 1\nContent-Length: 1\n\n".wire) == nil)
    }

    @Test("gives what was whole before its fault, then the fault at every call")
    func faultAfterMessage() throws {
        var framer = SIPStreamFramer(.accepted)
        #expect(try framer.bytesReceived(self.message("x") + [0]) == [.message(self.message("x"))])
        #expect(framer.failure == .notSIP)
        #expect(throws: SIPStreamError.notSIP) { try framer.bytesReceived([65]) }
    }
}
