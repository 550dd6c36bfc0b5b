import Foundation
import SpeechIntentCore

/// A recogniser behind an OpenAI-compatible endpoint: `POST audio/transcriptions` with a WAVE file.
public final class TranscriptionEndpoint: Recognizer {
    public let name: String
    private let endpoint: Endpoint
    private let hotWords: String
    private let converter: OpenCCConverter
    private static let longest = 30 * 8000

    /// - Parameter hotWords: of the packs; given to the engine as its prompt.
    public init(_ endpoint: Endpoint, hotWords: [String] = []) throws(EngineFailure) {
        name = "transcriptions-" + endpoint.model
        self.endpoint = endpoint
        self.hotWords = hotWords.prefix(100).joined(separator: "，")
        converter = try OpenCCConverter()
    }

    public func recognise(_ samples: [Int16], deadline: Duration) async throws(EngineFailure) -> Recognition {
        guard samples.count <= Self.longest else { throw EngineFailure(.failed, "an utterance has at most 30 s; this one has \(samples.count / 8000)") }
        guard samples.contains(where: { abs(Int($0)) > 64 }) else { return Recognition(text: "", confidence: 0, compute: .zero, waited: .zero) }
        let form = MultipartForm(fields: [("model", endpoint.model), ("language", "zh"), ("response_format", "json"), ("prompt", hotWords)], file: SoundFile.wave(samples))
        let start = ContinuousClock.now
        let data = try await HTTPExchange.answer(endpoint.post("audio/transcriptions", type: form.type, body: form.body), deadline: deadline)
        guard let answer = try? JSONDecoder().decode(Answer.self, from: data) else { throw EngineFailure(.failed, "\(name) sent what is no transcription") }
        let heard = SherpaTranscript.of(converter.simplified(answer.text), finished: false, speech: Double(samples.count) / 8000)
        return Recognition(text: heard.text, confidence: heard.confidence, compute: start.duration(to: .now), waited: .zero, emotion: heard.emotion)
    }

    private struct Answer: Decodable { var text: String }
}

/// A WAVE file of telephone sound.
enum SoundFile {
    /// - Parameter samples: 8 kHz, one channel.
    static func wave(_ samples: [Int16]) -> Data {
        func little(_ value: Int, _ bytes: Int) -> [UInt8] { (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
        let size = samples.count * 2
        var file = Data("RIFF".utf8) + little(36 + size, 4) + Data("WAVEfmt ".utf8) + little(16, 4)
        file += little(1, 2) + little(1, 2) + little(8000, 4) + little(16000, 4) + little(2, 2) + little(16, 2)
        file += Data("data".utf8) + little(size, 4)
        return file + samples.flatMap { little(Int($0), 2) }
    }
}

/// `multipart/form-data` (RFC 7578).
struct MultipartForm {
    let body: Data
    let type: String

    /// - Parameter fields: empty ones are left out.
    init(fields: [(name: String, value: String)], file: Data) {
        let boundary = "hotline-" + UUID().uuidString
        var body = Data()
        for field in fields where !field.value.isEmpty {
            body += Data("--\(boundary)\r\nContent-Disposition: form-data; name=\"\(field.name)\"\r\n\r\n\(field.value)\r\n".utf8)
        }
        body += Data("--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"utterance.wav\"\r\nContent-Type: audio/wav\r\n\r\n".utf8)
        self.body = body + file + Data("\r\n--\(boundary)--\r\n".utf8)
        type = "multipart/form-data; boundary=\(boundary)"
    }
}
