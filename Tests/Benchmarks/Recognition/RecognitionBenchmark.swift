import Foundation
import SpeechIntentCore
import SpeechIntentEngines

/// Recognises a folder of recordings and prints how well and how fast.
///
///     HOTLINE_BENCH=1 HOTLINE_ONLY=RecognitionBenchmark swift run RecognitionBenchmark FOLDER
///
/// FOLDER holds WAV files (8 kHz, 16 bits, one channel) and `transcripts.tsv`: file, tab, what is said.
/// Character error rate = insertions + deletions + replacements / characters said, over all files, with numbers
/// written as they are spoken. Latency = from asking to the answer, one utterance at a time; compute is processor time.
@main
struct RecognitionBenchmark {
    static func main() async throws {
        guard CommandLine.arguments.count == 2 else { return print("usage: RecognitionBenchmark FOLDER") }
        let folder = URL(fileURLWithPath: CommandLine.arguments[1])
        let recognizer = try SherpaRecognizer(.standard())
        var score = Score()
        for (file, said) in try transcripts(folder) {
            let samples = try samples(folder.appendingPathComponent(file))
            let start = ContinuousClock.now
            let heard = try await recognizer.recognise(samples, deadline: .seconds(30))
            score.add(file, said, heard, took: start.duration(to: .now), seconds: Double(samples.count) / 8000)
        }
        score.report()
    }

    private static func transcripts(_ folder: URL) throws -> [(String, String)] {
        try String(contentsOf: folder.appendingPathComponent("transcripts.tsv"), encoding: .utf8).split(separator: "\n").compactMap { line in
            let fields = line.split(separator: "\t")
            return fields.count >= 2 ? (String(fields[0]), String(fields[1])) : nil
        }
    }

    /// The samples after the `data` header.
    private static func samples(_ file: URL) throws -> [Int16] {
        let bytes = [UInt8](try Data(contentsOf: file))
        guard let data = bytes.indices.dropLast(8).first(where: { Array(bytes[$0..<$0 + 4]) == Array("data".utf8) }) else { return [] }
        return stride(from: data + 8, to: bytes.count - 1, by: 2).map { Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8) }
    }
}

private struct Score {
    private var errors = 0, characters = 0, seconds = 0.0
    private var latencies: [Double] = [], computed: [Double] = []

    mutating func add(_ file: String, _ said: String, _ heard: Recognition, took: Duration, seconds: Double) {
        let expected = Self.comparable(said), got = Self.comparable(heard.text)
        let wrong = Self.distance(expected, got)
        errors += wrong
        characters += expected.count
        self.seconds += seconds
        latencies.append(took.milliseconds)
        computed.append(heard.compute.milliseconds)
        print("\(file)\t\(wrong)/\(expected.count)\t\(Int(took.milliseconds)) ms\t\(String(format: "%.2f", heard.confidence))\t\(said)\t\(heard.text)")
    }

    func report() {
        guard characters > 0 else { return print("no transcripts") }
        print("character error rate \(String(format: "%.1f %%", 100 * Double(errors) / Double(characters))) (\(errors) of \(characters))")
        print("utterances \(latencies.count), mean length \(String(format: "%.1f s", seconds / Double(latencies.count)))")
        for (name, values) in [("latency", latencies.sorted()), ("compute", computed.sorted())] {
            print("\(name) p50 \(Int(values[values.count / 2])) ms, p95 \(Int(values[min(values.count - 1, values.count * 95 / 100)])) ms")
        }
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        print(status.split(separator: "\n").filter { $0.hasPrefix("VmRSS") || $0.hasPrefix("VmHWM") }.joined(separator: ", "))
    }

    private static func comparable(_ text: String) -> [Character] {
        SpeechNormaliser().spoken(text).replacingOccurrences(of: "幺", with: "一").filter { $0.isLetter || $0.isNumber }.map { $0 }
    }

    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
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
