/// Why somebody takes no calls for a while.
public enum PauseReason: String, Codable, Sendable, Hashable, CaseIterable {
    case rest, meal, training, meeting, paperwork, fault
}
