/// The last events of a page, for tabs that come back after a lost connection.
struct ReplayBuffer: Sendable, Hashable {
    let edition: String
    private let bound: Int
    private var events: [PageEvent] = []
    private(set) var last = 0

    init(edition: String, bound: Int) {
        self.edition = edition
        self.bound = bound
    }

    var lastID: PageEventID { PageEventID(edition: edition, number: last) }

    mutating func append(_ message: PageMessage) -> PageEvent {
        last += 1
        let event = PageEvent(id: lastID, message: message)
        events.append(event)
        if events.count > bound { events.removeFirst(events.count - bound) }
        return event
    }

    /// - Returns: what came after, or nil when some of it is gone or the number was never given: then only the whole will do.
    func events(after id: PageEventID) -> [PageEvent]? {
        guard id.edition == edition, id.number <= last, id.number >= last - events.count else { return nil }
        return Array(events.suffix(last - id.number))
    }
}
