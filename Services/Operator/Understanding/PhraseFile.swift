import ArgumentParser
import Foundation
import SpeechIntentCore

/// A file of lines of an intent, a tab and a phrase.
struct PhraseFile {
    let path: String
    let cases: [Evaluation.Case]

    init(_ path: String) throws {
        guard let data = FileManager.default.contents(atPath: path) else { throw ValidationError("\(path) cannot be read") }
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        self.path = path
        self.cases = try lines.enumerated().filter { !$0.element.isEmpty }.map { index, line in
            let columns = line.split(separator: "\t")
            guard columns.count >= 2 else { throw ValidationError("\(path):\(index + 1): expected an intent, a tab and a phrase") }
            return Evaluation.Case(text: String(columns[1]), intent: String(columns[0]))
        }
        guard !self.cases.isEmpty else { throw ValidationError("\(path) is empty") }
    }

    /// The industry in the file's name: `heating.tsv`, `heating-oblique.tsv`.
    var industry: String {
        let name = URL(fileURLWithPath: self.path).deletingPathExtension().lastPathComponent
        return name.split(separator: "-").first.map(String.init) ?? name
    }
}
