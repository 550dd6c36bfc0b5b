import ArgumentParser
import Foundation
import SpeechIntentCore

struct PacksEvaluate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Accuracy of a pack on phrases it was not trained on: lines of intent, tab, text.")

    @OptionGroup var packs: PackOptions
    @Argument(help: "File of phrases; its name is the industry unless --industry says otherwise.") var file: String
    @Option(help: "The industry whose pack is measured.") var industry: String?

    func run() async throws {
        let name = self.industry ?? URL(fileURLWithPath: self.file).deletingPathExtension().lastPathComponent
        let cases = try self.cases()
        let reader = try await UtteranceReader(self.packs.folder, industry: name, usesMeanings: !self.packs.wordsOnly)
        let context = UnderstandingContext(today: try self.packs.day)
        var evaluation = Evaluation()
        var times: [Duration] = []
        for wanted in cases {
            let begin = ContinuousClock.now
            let found = await reader.understand(wanted.text, context)
            times.append(ContinuousClock.now - begin)
            evaluation.add(wanted, found)
        }
        Self.report(evaluation, times.sorted())
    }

    private func cases() throws -> [Evaluation.Case] {
        guard let data = FileManager.default.contents(atPath: self.file) else { throw ValidationError("\(self.file) cannot be read") }
        var cases: [Evaluation.Case] = []
        for (index, line) in String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).enumerated() where !line.isEmpty {
            let columns = line.split(separator: "\t")
            guard columns.count >= 2 else { throw ValidationError("\(self.file):\(index + 1): expected an intent, a tab and a phrase") }
            cases.append(Evaluation.Case(text: String(columns[1]), intent: String(columns[0])))
        }
        guard !cases.isEmpty else { throw ValidationError("\(self.file) is empty") }
        return cases
    }

    private static func report(_ evaluation: Evaluation, _ times: [Duration]) {
        for (intent, share) in evaluation.byIntent { Terminal.print("\(intent): \(share)") }
        Terminal.print("")
        for confusion in evaluation.confusions {
            Terminal.print("\(confusion.wanted) taken for \(confusion.found): \(confusion.phrases.joined(separator: " | "))")
        }
        Terminal.print("\naccuracy \(evaluation.accuracy)")
        let inside = evaluation.outcomes.filter { $0.wanted.intent != Understood.outOfScope }
        Terminal.print("accuracy in scope \(Share(inside.count(where: \.isRight), of: inside.count))")
        if let scope = evaluation.scopeAUROC { Terminal.print("in-scope AUROC \((scope * 1000).rounded() / 1000)") }
        Terminal.print("calibration error \((evaluation.calibrationError * 1000).rounded() / 1000)")
        if let last = times.last { Terminal.print("time p50 \(times[times.count / 2]), p99 \(times[times.count * 99 / 100]), longest \(last)") }
    }
}
