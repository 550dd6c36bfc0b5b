import Protocols

/// What is known of each source address, for a bounded number of them: the one known longest is forgotten first, so
/// that forged addresses cost no memory.
struct SourceTable<Entry: Sendable>: Sendable {
    private var entries: [IPAddress: Entry] = [:]
    private var order: [IPAddress] = []
    private var oldest = 0
    private let capacity: Int

    init(capacity: Int) {
        self.capacity = max(capacity, 1)
    }

    var count: Int { entries.count }

    /// Changes the entry of a source, which begins as `initial`.
    mutating func update<Result>(_ source: IPAddress, initial: @autoclosure () -> Entry, _ change: (inout Entry) -> Result) -> Result {
        let key = Self.network(of: source)
        if entries[key] == nil { makeRoom(for: key) }
        return change(&entries[key, default: initial()])
    }

    private mutating func makeRoom(for key: IPAddress) {
        guard order.count >= capacity else { return order.append(key) }
        entries[order[oldest]] = nil
        order[oldest] = key
        oldest = (oldest + 1) % capacity
    }

    /// One subscriber has a whole /64 of IPv6 addresses.
    private static func network(of address: IPAddress) -> IPAddress {
        if case .v6(let high, _) = address { return .v6(high, 0) }
        return address
    }
}
