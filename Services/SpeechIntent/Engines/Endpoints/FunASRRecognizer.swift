import Foundation
import SpeechIntentCore

/// A FunASR server over WebSocket (`funasr-wss-server`, mode `offline`): one connection an utterance.
public final class FunASRRecognizer: Recognizer {
    public let name = "funasr"
    private let url: URL
    private let hotWords: String
    private let converter: OpenCCConverter
    private let threads: EngineThreads
    private static let longest = 30 * 8000
    /// 100 ms at 16 kHz.
    private static let chunk = 3200

    /// - Parameters:
    ///   - address: such as `ws://10.0.0.5:10095`.
    ///   - hotWords: of the packs; the server prefers them.
    public init(_ address: String, hotWords: [String] = [], limits: EngineThreads.Limits = .init()) throws(EngineFailure) {
        guard let url = URL(string: address), url.scheme == "ws", url.host?.isEmpty == false else {
            throw EngineFailure(.missing, "\(address) is no address such as ws://10.0.0.5:10095; for wss put a proxy beside the server")
        }
        self.url = url
        let weights = Dictionary(hotWords.prefix(200).map { ($0, 20) }) { first, _ in first }
        self.hotWords = (try? JSONEncoder().encode(weights)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
        converter = try OpenCCConverter()
        threads = EngineThreads(name: name, limits: limits)
    }

    public func recognise(_ samples: [Int16], deadline: Duration) async throws(EngineFailure) -> Recognition {
        guard samples.count <= Self.longest else { throw EngineFailure(.failed, "an utterance has at most 30 s; this one has \(samples.count / 8000)") }
        guard samples.contains(where: { abs(Int($0)) > 64 }) else { return Recognition(text: "", confidence: 0, compute: .zero, waited: .zero) }
        let end = ContinuousClock.now + deadline, start = ContinuousClock.now
        let answer = try await threads.run(deadline: deadline) { [url, hotWords] () throws(EngineFailure) in try Self.ask(url, samples, hotWords, until: end) }
        let heard = SherpaTranscript.of(converter.simplified(answer.value), finished: false, speech: Double(samples.count) / 8000)
        return Recognition(text: heard.text, confidence: heard.confidence, compute: start.duration(to: .now) - answer.waited, waited: answer.waited, emotion: heard.emotion)
    }

    private struct Opening: Encodable {
        var mode = "offline"
        var chunk_size = [5, 10, 5]
        var chunk_interval = 10
        var wav_name = "utterance"
        var wav_format = "pcm"
        var audio_fs = 16000
        var is_speaking = true
        var hotwords: String
        var itn = false
    }

    private struct Answer: Decodable { var text: String? }

    /// Blocks until the server has answered.
    private static func ask(_ url: URL, _ samples: [Int16], _ hotWords: String, until deadline: ContinuousClock.Instant) throws(EngineFailure) -> String {
        var socket = try WebSocketClient(url, deadline: deadline)
        guard let opening = try? JSONEncoder().encode(Opening(hotwords: hotWords)) else { throw EngineFailure(.failed, "the hot words cannot be sent") }
        try socket.send(String(decoding: opening, as: UTF8.self))
        let sound = bytes(samples)
        for start in stride(from: 0, to: sound.count, by: chunk) { try socket.send(.binary, Array(sound[start..<min(start + chunk, sound.count)])) }
        try socket.send("{\"is_speaking\":false}")
        let message = try socket.receive()
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(message)), let text = answer.text else {
            throw EngineFailure(.failed, "the FunASR server sent what is no result")
        }
        return text
    }

    /// 16 kHz, 16 bits, little-endian.
    private static func bytes(_ samples: [Int16]) -> [UInt8] {
        var doubler = RateDoubler()
        return doubler.double(samples).flatMap { sample -> [UInt8] in
            let value = UInt16(bitPattern: Int16(max(-1, min(1, sample)) * 32767))
            return [UInt8(value & 0xff), UInt8(value >> 8)]
        }
    }
}
