import Contracts
import SpeechIntentShell
import Synchronization
import Vocabulary

/// Prints what a conversation tells and keeps the latencies.
final class PrintingJournal: FactJournal {
    private let latencies = Mutex<[AssistantSpoke.Latency]>([])

    func record(_ draft: EventDraft) throws {
        if let heard = read(UtteranceRecognised.self, draft) { print("\(draft.subject) heard (\(heard.confidence), \(heard.recognition) ms): \(heard.text.box)") }
        if let made = read(DecisionMade.self, draft) { print("\(draft.subject)   \(made.action): \(made.intent) \(made.confidence) (in scope \(made.inScope)): \(made.reason)") }
        guard let spoke = read(AssistantSpoke.self, draft) else { return }
        let parts = spoke.latency.map { "total \($0.total) = turn end \($0.turnEnd) + recognition \($0.recognition) + synthesis \($0.synthesis) + own \($0.own) ms" }
        print("\(draft.subject)   said\(spoke.complete ? "" : " (cut)"): \(spoke.text.box) \(parts ?? "")")
        if let latency = spoke.latency { latencies.withLock { $0.append(latency) } }
    }

    private func read<E: Event>(_ type: E.Type, _ draft: EventDraft) -> E? { draft.type == type.type ? try? Body.decode(type, from: draft.data) : nil }

    func report() {
        let latencies = latencies.withLock { $0 }
        guard !latencies.isEmpty else { return print("no turns") }
        let parts: [(String, (AssistantSpoke.Latency) -> Int64)] = [("total", \.total), ("turn end", \.turnEnd), ("recognition", \.recognition), ("synthesis", \.synthesis), ("own", \.own)]
        for (name, part) in parts {
            let values = latencies.map(part).sorted()
            print("\(name): p50 \(values[values.count / 2]) ms, p95 \(values[min(values.count - 1, values.count * 95 / 100)]) ms, max \(values[values.count - 1]) ms (\(values.count) turns)")
        }
    }
}
