import Foundation
import SpeechIntentCore
import Testing

@testable import SpeechIntentEngines

@Suite("A voice of another process", .timeLimit(.minutes(1)))
struct VoiceEndpointTests {
    private static let tone = (0..<8000).map { Int16(9000 * sin(Double($0) / 5)) }

    private func voice(_ script: @escaping @Sendable (borrowing FakeServer.Line) -> Void) throws -> SpeechEndpoint {
        let server = try FakeServer(script)
        return SpeechEndpoint(try Endpoint(server.http, model: "tts"), voice: "xiaonuan")
    }

    private func pieces(_ voice: SpeechEndpoint, _ text: String, deadline: Duration = .seconds(20)) async throws -> [SpokenPiece] {
        var pieces: [SpokenPiece] = []
        for try await piece in voice.speak(text, rate: 1, deadline: deadline) { pieces.append(piece) }
        return pieces
    }

    @Test("speaks piece by piece; all pieces' texts make the whole; what was said once comes from memory")
    func speaks() async throws {
        let seen = FakeSeen()
        let voice = try voice { line in
            seen.add(line.request().body)
            line.answer(type: "audio/wav", Array(SoundFile.wave(Self.tone)))
        }
        let text = "您好，这里是智能助手。请问有什么可以帮您？"
        let said = try await pieces(voice, text)
        #expect(said.count > 1 && said.map(\.text).joined() == text && said.allSatisfy { $0.samples.count > 4000 })
        let before = seen.bytes.count
        _ = try await pieces(voice, text)
        #expect(seen.bytes.count == before)
        #expect(String(decoding: seen.bytes, as: UTF8.self).contains("\"voice\":\"xiaonuan\""))
    }

    @Test("nothing is asked for what cannot be said", arguments: ["", "，。", "😀"])
    func nothing(text: String) async throws {
        let seen = FakeSeen()
        let voice = try voice { line in seen.add(line.request().body) }
        #expect(try await pieces(voice, text).allSatisfy { $0.samples.isEmpty })
        #expect(seen.bytes.isEmpty)
    }

    @Test("slow, wrong, silent, closed half-way: a named failure in time", arguments: ["slow", "wrong", "silent", "half"])
    func fails(how: String) async throws {
        let voice = try voice { line in
            _ = line.request()
            switch how {
            case "slow": line.waits(2500)
            case "wrong": line.answer(text: "{\"error\":\"no voice\"}")
            case "silent": line.answer(type: "audio/wav", Array(SoundFile.wave([Int16](repeating: 0, count: 8000))))
            default: line.write("HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\nRIFF")
            }
        }
        let failure = await #expect(throws: EngineFailure.self) { try await pieces(voice, "您好", deadline: how == "slow" ? .milliseconds(400) : .seconds(20)) }
        #expect(failure?.code == (how == "slow" ? .timedOut : .failed))
    }
}

@Suite("WebSocket frames")
struct WebSocketFrameTests {
    @Test("lengths at the edges survive the way to a server and back", arguments: [0, 1, 125, 126, 127, 65535, 65536])
    func lengths(count: Int) throws {
        let frame = WebSocketFrame(kind: .binary, payload: (0..<count).map { UInt8(truncatingIfNeeded: $0) })
        var sent = frame.encoded(mask: [0, 0, 0, 0])
        // A server does not mask: the bit and the four zero bytes are taken out.
        let extra = count < 126 ? 0 : count < 65536 ? 2 : 8
        sent[1] &= 0x7f
        sent.removeSubrange(2 + extra..<6 + extra)
        var decoder = WebSocketDecoder()
        for byte in sent.dropLast() {
            decoder.received([byte])
            #expect(try decoder.next() == nil)
            if count > 200 { break }
        }
        var whole = WebSocketDecoder()
        whole.received(sent)
        #expect(try whole.next() == frame)
        #expect(try whole.next() == nil)
    }

    @Test("what no server may send", arguments: [[0xC1, 0], [0x83, 0], [0x81, 0x80, 0, 0, 0, 0], [0x82, 127, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]] as [[UInt8]])
    func faults(bytes: [UInt8]) {
        var decoder = WebSocketDecoder()
        decoder.received(bytes)
        #expect(throws: WebSocketDecoder.Fault.self) { try decoder.next() }
    }

    @Test("the handshake's example (RFC 6455, section 1.3) and SHA-1's (RFC 3174)")
    func accept() {
        #expect(SHA1.accept("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        #expect(SHA1.digest(Array("abc".utf8)).prefix(4) == [0xA9, 0x99, 0x3E, 0x36])
    }
}
