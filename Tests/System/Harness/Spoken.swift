import Audio
import Foundation
import Phone

/// The sentences of Tests/Fixtures/audio, each with what is said in it.
enum Spoken: String, CaseIterable {
    /// 我家暖气不热已经三天了
    case heatingIsCold = "heat01"
    /// 请问你们的营业时间是几点到几点
    case openingHours = "misc01"
    /// 我要转人工客服
    case aPerson = "cmp03"

    var file: URL { Self.folder.appendingPathComponent(rawValue + ".wav") }
    private static let folder = Prerequisites.root.appendingPathComponent("Tests/Fixtures/audio")

    func samples() throws -> [Int16] { try WaveFile([UInt8](Data(contentsOf: file))).mono(at: 8000) }
    func turn() throws -> CallerScript.Turn { .speech(try samples(), text: rawValue) }

    func transcript() throws -> String {
        let lines = try String(contentsOf: Self.folder.appendingPathComponent("transcripts.tsv"), encoding: .utf8).split(separator: "\n")
        let words = lines.map { $0.split(separator: "\t") }.first { $0.first.map { $0 == rawValue + ".wav" } ?? false }
        guard let words, words.count == 2 else { throw Command.Failure(description: "no transcript of \(rawValue)") }
        return String(words[1])
    }
}

/// Edits that turn what was heard into what was said, for each character said (Levenshtein).
func characterErrorRate(heard: String, said: String) -> Double {
    let left = Array(said.filter(\.isLetter)), right = Array(heard.filter(\.isLetter))
    guard !left.isEmpty else { return 0 }
    var row = Array(0...right.count)
    for (i, character) in left.enumerated() {
        var corner = row[0]
        row[0] = i + 1
        for (j, other) in right.enumerated() {
            let above = row[j + 1]
            row[j + 1] = min(above + 1, row[j] + 1, corner + (character == other ? 0 : 1))
            corner = above
        }
    }
    return Double(row[right.count]) / Double(left.count)
}
