import Contracts
import Vocabulary

/// Somebody in a call beyond its caller and its agent.
struct Guest: Equatable, Sendable {
    let leg: LegID
    var role: LegRole
    /// Nil for a number outside.
    let agent: AgentID?
    var fence: Int64?
    var isMuted = false
    /// Nil once the leg has answered.
    var ringsUntil: Instant?

    var isIn: Bool { ringsUntil == nil }
    /// The caller may hear it.
    var isHeard: Bool { isIn && role.isHeard }
}

extension LegRole {
    /// By the caller.
    public var isHeard: Bool {
        switch self {
        case .agent, .consulted, .joined: true
        case .listening, .whispering: false
        }
    }
}
