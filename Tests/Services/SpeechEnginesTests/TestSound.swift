import Foundation
import SpeechIntentCore
@testable import SpeechIntentEngines

/// Sound for tests of engines, 16-bit at 8 kHz.
enum TestSound {
    /// White noise.
    static func noise(seconds: Int, loudness: Int, seed: UInt64) -> [Int16] {
        var state = seed
        return (0..<seconds * 8000).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int16(clamping: Int(state >> 33) % (2 * loudness + 1) - loudness)
        }
    }

    /// A sentence in the default voice, with half a second of silence around it.
    static func speech(_ text: String) async throws -> [Int16] {
        var samples = [Int16](repeating: 0, count: 4000)
        let voice = try SherpaVoice(.standard())
        for try await piece in voice.speak(text, rate: 1, deadline: .seconds(60)) { samples += piece.samples }
        return samples + [Int16](repeating: 0, count: 4000)
    }
}

/// The models on this machine, where `deploy/models/prepare` has run; tests that need them are skipped elsewhere.
enum Models {
    static let absent = "the models are absent: run deploy/models/prepare (deploy/test does)"
    static var present: Bool { FileManager.default.fileExists(atPath: ModelFolder.standard().path + "/READY.json") }
}

enum EditDistance {
    /// Characters to insert, delete or replace to make one text of the other.
    static func between(_ left: String, _ right: String) -> Int {
        let right = Array(right)
        var row = Array(0...right.count)
        for (at, character) in left.enumerated() {
            var diagonal = row[0]
            row[0] = at + 1
            for (column, other) in right.enumerated() {
                let cost = min(row[column + 1] + 1, row[column] + 1, diagonal + (character == other ? 0 : 1))
                diagonal = row[column + 1]
                row[column + 1] = cost
            }
        }
        return row[right.count]
    }
}
