import AgentAssistCore
import AnalyticsCore
import Contracts
import Vocabulary

extension Book {
    /// What was folded while it happened, and what comes of any other interleaving of the streams, is the same.
    func checkFolds() {
        for round in 0...2 {
            var records: [CallID: CallRecord] = [:], contexts: [CallID: CallContext] = [:]
            for envelope in round == 0 ? world.log.envelopes : interleaved() {
                try? AnalyticsHost.fold(envelope, into: &records)
                guard let call = CallContext.call(of: envelope) else { continue }
                try? contexts[call, default: CallContext(call: call)].apply(envelope)
            }
            for call in callers.keys.sorted() {
                if records[call] != world.analytics.records[call] { violate("the records of \(call) differ: \(difference(records[call], world.analytics.records[call]))") }
                if contexts[call] != world.desk.contexts[call] { violate("the contexts of \(call) differ") }
            }
            if round == 0, KeyFigures(of: Array(records.values), against: ServiceObjectives()).calls != callers.keys.filter({ records[$0] != nil }).count { violate("a call is not counted") }
        }
    }

    /// The streams in another order among each other.
    private func interleaved() -> [Envelope] {
        var streams = Dictionary(grouping: world.log.envelopes, by: \.stream).map { ($0.key, $0.value[...]) }.sorted { $0.0 < $1.0 }.map(\.1)
        var order: [Envelope] = []
        while !streams.isEmpty {
            let index = Int.random(in: streams.indices, using: &world.random)
            if let next = streams[index].popFirst() { order.append(next) }
            if streams[index].isEmpty { streams.remove(at: index) }
        }
        return order
    }

    /// The names of the properties that differ.
    private func difference(_ left: CallRecord?, _ right: CallRecord?) -> [String] {
        guard let left, let right else { return ["one is absent"] }
        return zip(Mirror(reflecting: left).children, Mirror(reflecting: right).children).filter { "\($0.value)" != "\($1.value)" }.compactMap(\.0.label)
    }
}
