import ArgumentParser
import SpeechIntentCore

struct PacksEvaluate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Accuracy of packs on phrases they were not trained on: lines of intent, tab, text.")

    @OptionGroup var packs: PackOptions
    @Argument(help: "Files of phrases; what stands before a dash in a name is the industry unless --industry says otherwise.") var files: [String]
    @Option(help: "The industry whose pack is measured.") var industry: String?
    @Option(help: "File of phrases that are out of scope, whatever intent stands before them; repeatable.") var outside: [String] = []
    @Flag(help: "One JSON object a file instead of lines for people.") var json = false

    func run() async throws {
        let context = UnderstandingContext(today: try self.packs.day)
        let strangers = try self.outside.flatMap { try PhraseFile($0).cases }.map { Evaluation.Case(text: $0.text, intent: Understood.outOfScope) }
        let files = try self.files.map { try PhraseFile($0) }
        let readers = try await UtteranceReader.all(
            self.packs.folder, industries: Set(files.map { self.industry ?? $0.industry }), usesMeanings: !self.packs.wordsOnly)
        var whole = Evaluation()
        for file in files {
            let name = self.industry ?? file.industry
            guard let reader = readers[name] else { continue }
            let measured = await Self.measure(file.cases + strangers, reader, context)
            for outcome in measured.evaluation.outcomes { whole.add(outcome.wanted, outcome.found) }
            self.report(measured, file: file.path, industry: name)
        }
        if files.count > 1, !self.json { Terminal.print("== all files\n" + EvaluationReport.summary(whole).joined(separator: "\n")) }
    }

    private struct Measured {
        var evaluation = Evaluation()
        var times: [Duration] = []
    }

    /// So many are read one by one for their times, the others several at once.
    private static let timed = 100

    private static func measure(_ cases: [Evaluation.Case], _ reader: UtteranceReader, _ context: UnderstandingContext) async -> Measured {
        var measured = Measured()
        for wanted in cases.prefix(self.timed) {
            let begin = ContinuousClock.now
            let found = await reader.understand(wanted.text, context)
            measured.times.append(ContinuousClock.now - begin)
            measured.evaluation.add(wanted, found)
        }
        let others = Array(cases.dropFirst(self.timed))
        for (wanted, found) in zip(others, await reader.understand(others.map(\.text), context)) { measured.evaluation.add(wanted, found) }
        return measured
    }

    private func report(_ measured: Measured, file: String, industry: String) {
        if self.json { return Terminal.print(JSONLine.of(EvaluationReport(measured.evaluation, file: file, industry: industry))) }
        let times = measured.times.sorted()
        Terminal.print((["== \(file), \(industry)"] + EvaluationReport.lines(measured.evaluation)).joined(separator: "\n"))
        if let last = times.last { Terminal.print("time p50 \(times[times.count / 2]), p99 \(times[times.count * 99 / 100]), longest \(last)") }
    }
}
