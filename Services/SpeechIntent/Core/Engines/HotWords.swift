extension Pack {
    /// Words of the trade that a recogniser should prefer to others of the same sound: what matters are called, longest first.
    public var hotWords: [String] {
        let names = scenarios.filter { $0.goal != .control }.map(\.title) + intents.filter { !$0.isCommon }.map(\.gloss)
        let words = names.flatMap { $0.split { !$0.isLetter }.map(String.init) }.filter { (2...8).contains($0.count) }
        return Set(words).sorted { ($1.count, $0) < ($0.count, $1) }
    }
}
