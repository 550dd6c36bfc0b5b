import Foundation
import SpeechIntentCore
import Synchronization
import Testing

@testable import SpeechIntentEngines

/// What both kinds of remote recogniser have to do, against servers that follow their protocols.
@Suite("Recognisers of other processes", .timeLimit(.minutes(2)))
struct RecogniserEndpointTests {
    enum Kind: String, CaseIterable, Sendable { case transcription, funasr }
    enum Behaviour: Sendable { case answers(String), slow, wrong, closes }

    /// Loud enough to be speech.
    private let utterance = (0..<16_000).map { Int16(6000 * sin(Double($0) / 8)) }

    private func server(_ kind: Kind, _ behaviour: Behaviour, seen: FakeSeen = FakeSeen()) throws -> FakeServer {
        try FakeServer { line in
            switch kind {
            case .transcription: Self.transcribe(line, behaviour, seen)
            case .funasr: Self.converse(line, behaviour, seen)
            }
        }
    }

    private func recogniser(_ kind: Kind, _ server: FakeServer) throws -> any Recognizer {
        switch kind {
        case .transcription: try TranscriptionEndpoint(try Endpoint(server.http, model: "asr"), hotWords: ["热费", "报停"])
        case .funasr: try FunASRRecognizer("ws://127.0.0.1:\(server.port)", hotWords: ["热费", "报停"])
        }
    }

    private static func transcribe(_ line: borrowing FakeServer.Line, _ behaviour: Behaviour, _ seen: FakeSeen) {
        seen.add(line.request().body)
        switch behaviour {
        case .answers(let text): line.answer(text: "{\"text\":\"\(text)\"}")
        case .slow: line.waits(2500)
        case .wrong: line.answer(text: "<html>")
        case .closes: line.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"te")
        }
    }

    private static func converse(_ line: borrowing FakeServer.Line, _ behaviour: Behaviour, _ seen: FakeSeen) {
        let head = line.request().head
        let key = head.split(separator: "\r\n").first { $0.hasPrefix("Sec-WebSocket-Key: ") }.map { String($0.dropFirst(19)) } ?? ""
        line.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: \(SHA1.accept(key))\r\n\r\n")
        var frames = ClientFrames()
        while let bytes = line.read() {
            frames.received(bytes)
            if frames.texts.count >= 2 { break }
        }
        seen.add(Array(frames.texts.joined().utf8) + frames.sound)
        switch behaviour {
        case .answers(let text):
            line.write([0x89, 0])
            line.write(ClientFrames.text("{\"mode\":\"offline\",\"text\":\"\(text)\"}", cut: 7))
            _ = line.read()
        case .slow: line.waits(2500)
        case .wrong: line.write(ClientFrames.text("no result"))
        case .closes: line.write(ClientFrames.text("{\"text\":\"查热费\"}").prefix(8))
        }
    }

    @Test("hears what the server heard, simplified and without marks", arguments: Kind.allCases)
    func hears(kind: Kind) async throws {
        let server = try server(kind, .answers("我要查熱費，謝謝。"))
        let heard = try await recogniser(kind, server).recognise(utterance, deadline: .seconds(20))
        #expect(heard.text == "我要查热费谢谢")
        #expect((0...1).contains(heard.confidence))
    }

    @Test("sends the hot words and the sound", arguments: Kind.allCases)
    func sends(kind: Kind) async throws {
        let seen = FakeSeen()
        let server = try server(kind, .answers("好"), seen: seen)
        _ = try await recogniser(kind, server).recognise(utterance, deadline: .seconds(20))
        #expect(seen.bytes.firstRange(of: Array("报停".utf8)) != nil)
        #expect(seen.bytes.count >= utterance.count * (kind == .funasr ? 4 : 2))
    }

    @Test("silence is not even asked about", arguments: Kind.allCases)
    func silence(kind: Kind) async throws {
        let seen = FakeSeen()
        let server = try server(kind, .answers("字幕"), seen: seen)
        let heard = try await recogniser(kind, server).recognise([Int16](repeating: 9, count: 8000), deadline: .seconds(20))
        #expect(heard.text.isEmpty && seen.bytes.isEmpty)
    }

    @Test("slow, wrong, closed half-way: a named failure in time", arguments: Kind.allCases)
    func fails(kind: Kind) async throws {
        for (behaviour, code) in [(Behaviour.slow, EngineFailure.Code.timedOut), (.wrong, .failed), (.closes, .failed)] {
            let server = try server(kind, behaviour)
            let recogniser = try recogniser(kind, server)
            let failure = await #expect(throws: EngineFailure.self) { try await recogniser.recognise(utterance, deadline: behaviour.isSlow ? .milliseconds(400) : .seconds(20)) }
            #expect(failure?.code == code, "\(kind) \(behaviour): \(String(describing: failure))")
        }
    }

    @Test("thirty seconds and no more", arguments: Kind.allCases)
    func longest(kind: Kind) async throws {
        let server = try server(kind, .answers("好"))
        let recogniser = try recogniser(kind, server)
        let failure = await #expect(throws: EngineFailure.self) { try await recogniser.recognise([Int16](repeating: 900, count: 240_001), deadline: .seconds(5)) }
        #expect(failure?.code == .failed)
    }

    @Test("no address", arguments: ["", "http://a", "wss://a", "ws://"])
    func address(text: String) { #expect(throws: EngineFailure.self) { try FunASRRecognizer(text) } }
}

extension RecogniserEndpointTests.Behaviour {
    fileprivate var isSlow: Bool { if case .slow = self { true } else { false } }
}

/// What a server was sent.
final class FakeSeen: Sendable {
    private let all = Mutex<[UInt8]>([])
    func add(_ bytes: [UInt8]) { all.withLock { $0 += bytes } }
    var bytes: [UInt8] { all.withLock { $0 } }
}

/// The frames that a client sends, unmasked.
struct ClientFrames {
    private(set) var texts: [String] = []
    private(set) var sound: [UInt8] = []
    private var bytes: [UInt8] = []

    mutating func received(_ new: [UInt8]) {
        bytes += new
        while let frame = next() { frame.isText ? texts.append(String(decoding: frame.payload, as: UTF8.self)) : sound.append(contentsOf: frame.payload) }
    }

    private mutating func next() -> (isText: Bool, payload: [UInt8])? {
        guard bytes.count >= 2 else { return nil }
        let short = Int(bytes[1] & 0x7f), extra = short == 126 ? 2 : short == 127 ? 8 : 0
        guard bytes.count >= 6 + extra else { return nil }
        let length = extra == 0 ? short : bytes[2..<2 + extra].reduce(0) { $0 << 8 | Int($1) }
        guard bytes.count >= 6 + extra + length else { return nil }
        let mask = Array(bytes[2 + extra..<6 + extra]), isText = bytes[0] & 0x0f == 1
        let payload = bytes[6 + extra..<6 + extra + length].enumerated().map { $1 ^ mask[$0 % 4] }
        bytes.removeFirst(6 + extra + length)
        return (isText, payload)
    }

    /// As a server sends it; with `cut`, in two fragments.
    static func text(_ text: String, cut: Int? = nil) -> [UInt8] {
        let payload = Array(text.utf8)
        guard let cut, cut < payload.count else { return [0x81, UInt8(payload.count)] + payload }
        return [0x01, UInt8(cut)] + payload[..<cut] + [0x80, UInt8(payload.count - cut)] + payload[cut...]
    }
}
