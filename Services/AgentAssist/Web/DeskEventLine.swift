import AgentAssistCore
import AgentAssistShell
import Web

/// A page's events as server-sent events.
struct DeskEventLine: PageLine {
    let feed: ServerSentEventFeed

    func send(_ event: PageEvent) -> Bool {
        feed.send(ServerSentEvent(id: event.id.description, name: event.message.name, data: String(decoding: event.message.json, as: UTF8.self)))
    }
    func close() { feed.finish() }
}
