import Security

/// What may be done at the desk, and by whom.
enum Permission {
    /// One's own calls: screen, notes, tickets, controls.
    case takeCalls
    /// Practice calls.
    case train
    /// Queues, people and calls of the tenant.
    case seeWall
    /// Listening in, whispering, joining, taking over.
    case supervise
    /// Who saw what in clear.
    case seeReveals
    /// Which browsers may sign in.
    case approveBrowsers

    var roles: Set<Role> {
        switch self {
        case .takeCalls: [.agent]
        case .train: [.agent, .supervisor]
        case .seeWall: [.supervisor, .administrator]
        case .supervise: [.supervisor]
        case .seeReveals: [.auditor]
        case .approveBrowsers: [.administrator]
        }
    }
}
