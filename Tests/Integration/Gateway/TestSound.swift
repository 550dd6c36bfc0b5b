import Audio
import Foundation

/// A WAVE file for the length of a test.
final class TestSound: Sendable {
    let path: String

    init(_ samples: [Int16]) throws {
        path = FileManager.default.temporaryDirectory.appending(path: "sound-\(UUID().uuidString).wav").path
        try Data(WaveFile(samples: samples, rate: 8000, channels: 1).bytes()).write(to: URL(filePath: path))
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
