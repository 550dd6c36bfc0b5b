import Vocabulary

/// Which of many machines is due next: a binary heap whose outdated entries are dropped when they surface.
public struct Deadlines<Name: Hashable & Sendable>: Sendable {
    private var heap: [(at: Instant, name: Name)] = []
    private var current: [Name: Instant] = [:]
    /// The first entry is known to mean something: asked for at each turn of a loop, it is looked up once.
    private var isSettled = false

    public init() {}

    /// The machine wants to be stepped then; nil for never.
    public mutating func set(_ name: Name, _ deadline: Instant?) {
        guard current[name] != deadline else { return }
        current[name] = deadline
        isSettled = false
        guard let deadline else { return }
        heap.append((deadline, name))
        rise(heap.count - 1)
    }

    public mutating func next() -> Instant? {
        while !isSettled, let first = heap.first {
            isSettled = current[first.name] == first.at
            if !isSettled { removeFirst() }
        }
        return heap.first?.at
    }

    /// Takes one that is due.
    public mutating func popDue(at now: Instant) -> Name? {
        guard let due = next(), due <= now, let name = heap.first?.name else { return nil }
        removeFirst()
        isSettled = false
        current[name] = nil
        return name
    }

    private mutating func rise(_ start: Int) {
        var index = start
        while index > 0, heap[index].at < heap[(index - 1) / 2].at {
            heap.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    private mutating func removeFirst() {
        guard let last = heap.popLast(), !heap.isEmpty else { return }
        heap[0] = last
        var index = 0
        while 2 * index + 1 < heap.count {
            let left = 2 * index + 1, right = left + 1
            let least = right < heap.count && heap[right].at < heap[left].at ? right : left
            guard heap[least].at < heap[index].at else { return }
            heap.swapAt(index, least)
            index = least
        }
    }
}
