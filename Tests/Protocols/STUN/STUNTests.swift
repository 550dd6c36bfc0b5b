import Protocols
import Testing

/// Binding requests and their answers, on the vectors of RFC 5769.
@Suite("STUN") struct STUNTests {
    /// RFC 5769 §2.1: an ICE agent's request, with attributes that only ICE knows.
    static let request = bytes(
        "000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74002400046e0001ff80290008932ff9b151263b36",
        "00060009657674 6a3a68367659202020000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a280280004e57a3bcf")
    /// §2.2, §2.3.
    static let answer4 = bytes(
        "0101003c2112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000080001a147e112a643",
        "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d780280004c07d4c96")
    static let answer6 = bytes(
        "010100482112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9",
        "00080014a382954e4be67bf11784c97c8292c275bfe3ed4180280004c8fb0b4c")
    static let transaction = bytes("b7e7a701bc34d686fa87dfae")
    static let plain = bytes("000100002112a442") + transaction

    private static func bytes(_ lines: String...) -> [UInt8] {
        let digits = Array(lines.joined().filter { $0 != " " })
        return stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
    }

    private static func peer(_ text: String) throws -> SocketAddress { try #require(SocketAddress(text)) }

    @Test("the sample messages are read, checksums and all")
    func samples() throws {
        let request = try STUNMessage(Self.request)
        #expect(request.kind == .request && request.transaction == Self.transaction && request.hasFingerprint)
        #expect(try STUNMessage(Self.answer4).mappedAddress == Self.peer("192.0.2.1:32853"))
        #expect(try STUNMessage(Self.answer6).mappedAddress == Self.peer("[2001:db8:1234:5678:11:2233:4455:6677]:32853"))
    }

    @Test("a request hears where it came from, as the sample answers write it", arguments: [("192.0.2.1:32853", answer4), ("[2001:db8:1234:5678:11:2233:4455:6677]:32853", answer6)])
    func answered(address: String, sample: [UInt8]) throws {
        let answer = try #require(STUNBinding.answer(to: Self.plain, from: try Self.peer(address)))
        let size = address.hasPrefix("[") ? 24 : 12
        // Header with our own length, then the attribute as the sample has it behind its SOFTWARE.
        #expect(answer == [1, 1, 0, UInt8(size)] + sample[4..<20] + sample[36..<36 + size])
        let told = try STUNMessage(answer)
        #expect(try told.kind == .success && told.mappedAddress == Self.peer(address))
    }

    @Test("what must be understood and is not is named, and a checksum is answered with one")
    func unknown() throws {
        let answer = try STUNMessage(#require(STUNBinding.answer(to: Self.request, from: try Self.peer("192.0.2.1:1"))))
        #expect(answer.kind == .failure && answer.errorCode == 420 && answer.hasFingerprint && answer.mappedAddress == nil)
        // PRIORITY; USERNAME and what may be passed over are not in the list.
        #expect(answer.attributes.map(\.value).dropFirst().first == [0x00, 0x24])
    }

    @Test("a wrong checksum, a wrong length, another cookie or method are dropped in silence")
    func dropped() throws {
        let peer = try Self.peer("192.0.2.1:1")
        func faulty(_ bytes: [UInt8], _ error: STUNParseError) {
            #expect(throws: error) { try STUNMessage(bytes) }
            #expect(STUNBinding.answer(to: bytes, from: peer) == nil)
        }
        // Bytes 100 and 101 say that the last attribute is the checksum.
        for index in Self.request.indices where index != 100 && index != 101 {
            var damaged = Self.request
            damaged[index] ^= 0x10
            #expect((try? STUNMessage(damaged)) == nil, "byte \(index)")
        }
        var flipped = Self.request
        flipped[40] ^= 1
        faulty(flipped, .wrongFingerprint)
        faulty(Self.plain + [0, 0, 0, 0], .malformedLength)
        faulty(Array(Self.plain.dropLast()), .notSTUN)
        faulty([0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x43] + Self.transaction, .notSTUN)
        faulty([0, 3] + Self.plain.dropFirst(2), .unknownMethod)
        faulty([0, 1, 0, 4] + Self.plain.dropFirst(4) + [0x80, 0x22, 0, 1], .malformedAttribute)
        #expect(STUNBinding.answer(to: Self.answer4, from: peer) == nil, "an answer is not answered")
        #expect(STUNBinding.answer(to: [0, 0x11] + Self.plain.dropFirst(2), from: peer) == nil, "nor an indication")
    }

    @Test("behind the integrity only the checksum counts")
    func integrity() throws {
        // MESSAGE-INTEGRITY, then an attribute that must be understood.
        let hidden = [0, 1, 0, 32] + Self.plain.dropFirst(4) + [0, 8, 0, 20] + [UInt8](repeating: 7, count: 20) + [0x7F, 0xFF, 0, 4, 1, 2, 3, 4]
        #expect(try STUNMessage(hidden).attributes.count == 1)
        #expect(try STUNMessage(#require(STUNBinding.answer(to: hidden, from: try Self.peer("192.0.2.1:1")))).kind == .success)
    }

    @Test("no SIP message and no RTP packet is taken for it, and it is never taken for sound")
    func toldApart() {
        #expect(STUNMessage.isIt(Self.plain) && STUNMessage.isIt(Self.request))
        for text in ["OPTIONS sip:a@b SIP/2.0\r\n\r\n", "\r\n\r\n", "", "\0\u{1}\0\0"] { #expect(!STUNMessage.isIt(Array(text.utf8))) }
        #expect(!STUNMessage.isIt(RTPHeader(payloadType: 8, sequence: 1, timestamp: 2, ssrc: 3).packet([UInt8](repeating: 0, count: 160))))
        for message in [Self.plain, Self.request, Self.answer4] {
            message.withUnsafeBytes { raw in
                #expect(MediaDatagram(raw) == .stun && (try? RTPHeader.parse(raw)) == nil && (try? RTCPPacket.parse(raw)) == nil)
            }
        }
    }

    @Test("a question of ours is what we answer")
    func own() throws {
        let request = STUNBinding.request(transaction: Self.transaction)
        #expect(request == Self.plain)
        #expect(STUNBinding.answer(to: request, from: try Self.peer("192.0.2.7:5060")) != nil)
    }
}
