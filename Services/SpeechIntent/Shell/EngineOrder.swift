import Vocabulary

/// In which order engines are asked: as listed, those that failed lately last.
struct EngineOrder: Sendable {
    private let count: Int
    private let rest: Duration
    private var restingUntil: [Int: Instant] = [:]

    init(count: Int, rest: Duration) {
        self.count = count
        self.rest = rest
    }

    func order(at now: Instant) -> [Int] {
        let rested = (0..<count).filter { restingUntil[$0].map { $0 <= now } ?? true }
        return rested + (0..<count).filter { !rested.contains($0) }
    }

    mutating func failed(_ index: Int, at now: Instant) { restingUntil[index] = now + rest }
    mutating func worked(_ index: Int) { restingUntil[index] = nil }
}
