import Foundation
import SpeechIntentCore

/// A WebSocket of a thread that may block (RFC 6455); without TLS, which a proxy beside the engine adds.
struct WebSocketClient {
    private let connection: SocketConnection
    private var decoder = WebSocketDecoder()

    /// Connects and shakes hands (section 4.1).
    init(_ url: URL, deadline: ContinuousClock.Instant) throws(EngineFailure) {
        guard url.scheme == "ws", let host = url.host else { throw EngineFailure(.missing, "\(url) is no address such as ws://10.0.0.5:10095") }
        let port = url.port ?? 80
        connection = try SocketConnection(host: host, port: port, deadline: deadline)
        let key = Data((0..<16).map { _ in UInt8.random(in: 0...255) }).base64EncodedString()
        let path = url.path.isEmpty ? "/" : url.path
        let lines = [
            "GET \(path) HTTP/1.1", "Host: \(host):\(port)", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: \(key)",
            "Sec-WebSocket-Version: 13", "Sec-WebSocket-Protocol: binary", "", "",
        ]
        try connection.write(Array(lines.joined(separator: "\r\n").utf8))
        try shakeHands(key)
    }

    private mutating func shakeHands(_ key: String) throws(EngineFailure) {
        var head: [UInt8] = []
        let end = Array("\r\n\r\n".utf8)
        while head.firstRange(of: end) == nil {
            guard head.count < 8192 else { throw EngineFailure(.failed, "the server's greeting has no end") }
            head += try connection.read()
        }
        guard let range = head.firstRange(of: end) else { return }
        let text = String(decoding: head[..<range.lowerBound], as: UTF8.self)
        guard text.hasPrefix("HTTP/1.1 101"), text.contains(SHA1.accept(key)) else { throw EngineFailure(.failed, "the server speaks no WebSocket") }
        decoder.received(head[range.upperBound...])
    }

    func send(_ text: String) throws(EngineFailure) { try send(.text, Array(text.utf8)) }

    func send(_ kind: WebSocketFrame.Kind, _ payload: [UInt8]) throws(EngineFailure) {
        let mask = (0..<4).map { _ in UInt8.random(in: 0...255) }
        try connection.write(WebSocketFrame(kind: kind, payload: payload).encoded(mask: mask))
    }

    /// The next message; fragments are joined (section 5.4), pings are answered.
    mutating func receive() throws(EngineFailure) -> [UInt8] {
        var message: [UInt8] = []
        while true {
            let frame = try nextFrame()
            switch frame.kind {
            case .ping: try send(.pong, frame.payload)
            case .pong: break
            case .close: throw EngineFailure(.failed, "the server closed before its answer was whole")
            case .text, .binary, .continuation:
                message += frame.payload
                guard message.count <= WebSocketDecoder.longest else { throw EngineFailure(.failed, "the server's message is too long") }
                if frame.isLast { return message }
            }
        }
    }

    private mutating func nextFrame() throws(EngineFailure) -> WebSocketFrame {
        while true {
            do throws(WebSocketDecoder.Fault) {
                if let frame = try decoder.next() { return frame }
            } catch { throw EngineFailure(.failed, "the server breaks the WebSocket protocol: \(error)") }
            decoder.received(try connection.read())
        }
    }
}

/// SHA-1 (RFC 3174), which the handshake asks for and nothing else here uses.
enum SHA1 {
    /// What a server answers to a key (RFC 6455, section 4.2.2).
    static func accept(_ key: String) -> String { Data(digest(Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8))).base64EncodedString() }

    static func digest(_ message: [UInt8]) -> [UInt8] {
        var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0]
        var padded = message + [0x80]
        while padded.count % 64 != 56 { padded.append(0) }
        padded += (0..<8).reversed().map { UInt8(truncatingIfNeeded: (message.count * 8) >> (8 * $0)) }
        for start in stride(from: 0, to: padded.count, by: 64) { mix(padded[start..<start + 64], into: &state) }
        return state.flatMap { word in (0..<4).reversed().map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
    }

    private static func mix(_ block: ArraySlice<UInt8>, into state: inout [UInt32]) {
        let bytes = Array(block)
        var words = (0..<16).map { place in bytes[4 * place..<4 * place + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } }
        for place in 16..<80 { words.append(rotated(words[place - 3] ^ words[place - 8] ^ words[place - 14] ^ words[place - 16], 1)) }
        var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
        for (place, word) in words.enumerated() {
            let (function, constant) = round(place, b, c, d)
            let next = rotated(a, 5) &+ function &+ e &+ constant &+ word
            (a, b, c, d, e) = (next, a, rotated(b, 30), c, d)
        }
        for (place, value) in [a, b, c, d, e].enumerated() { state[place] = state[place] &+ value }
    }

    private static func round(_ place: Int, _ b: UInt32, _ c: UInt32, _ d: UInt32) -> (UInt32, UInt32) {
        switch place {
        case ..<20: ((b & c) | (~b & d), 0x5A82_7999)
        case ..<40: (b ^ c ^ d, 0x6ED9_EBA1)
        case ..<60: ((b & c) | (b & d) | (c & d), 0x8F1B_BCDC)
        default: (b ^ c ^ d, 0xCA62_C1D6)
        }
    }

    private static func rotated(_ word: UInt32, _ bits: UInt32) -> UInt32 { word << bits | word >> (32 - bits) }
}
