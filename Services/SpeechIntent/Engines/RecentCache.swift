/// Keeps what was used last, up to a total cost.
struct RecentCache<Key: Hashable, Value> {
    private struct Entry {
        var value: Value
        var cost: Int
        var used: UInt64
    }

    private let capacity: Int
    private var entries: [Key: Entry] = [:]
    private var uses: UInt64 = 0
    private(set) var cost = 0

    /// - Parameter capacity: the greatest total of all entries' costs.
    init(capacity: Int) { self.capacity = capacity }

    var count: Int { entries.count }

    mutating func value(for key: Key) -> Value? {
        guard let entry = entries[key] else { return nil }
        uses += 1
        entries[key]?.used = uses
        return entry.value
    }

    /// Keeps a value, giving up those used longest ago; one that alone costs more than the capacity is not kept.
    mutating func keep(_ value: Value, for key: Key, cost: Int) {
        remove(key)
        guard cost <= capacity else { return }
        while self.cost + cost > capacity, let oldest = entries.min(by: { $0.value.used < $1.value.used }) { remove(oldest.key) }
        uses += 1
        entries[key] = Entry(value: value, cost: cost, used: uses)
        self.cost += cost
    }

    private mutating func remove(_ key: Key) {
        guard let entry = entries.removeValue(forKey: key) else { return }
        cost -= entry.cost
    }
}
