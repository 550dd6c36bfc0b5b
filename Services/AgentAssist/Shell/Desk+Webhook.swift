import AgentAssistCore
import Contracts
import Logging
import Vocabulary

extension Desk {
    /// A call is offered to somebody: their company's own system is told, by one desk of all.
    func tellOffered(_ envelope: Envelope) {
        guard let webhook, let event = try? envelope.decoded(as: AgentOffered.self) else { return }
        Task {
            do {
                let isFirst =
                    try await platform.database.execute(
                        "INSERT INTO webhook (call, fence, tenant) VALUES (\(event.call), \(event.fence), \(envelope.tenant)) ON CONFLICT DO NOTHING") == 1
                guard isFirst else { return }
                if !table.isWhole(event.call) { await readLog(of: event.call) }
                await fillIn(event.call)
                guard let picture = openedContext(of: event.call)?.picture(for: event.agent) else { return }
                await webhook.tell(PopMessage(picture: picture, agent: event.agent, fence: event.fence, tenant: envelope.tenant, at: platform.time.timestamp()))
            } catch {
                platform.log.warning("the customer's own system could not be told of a call", metadata: ["call": "\(event.call)", "error": "\(error)"])
            }
        }
    }
}
