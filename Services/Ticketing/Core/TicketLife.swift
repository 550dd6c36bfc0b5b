import Contracts

/// Which state of a ticket may follow which.
public enum TicketLife {
    /// - Returns: whether the step makes sense; closed and cancelled are final, and what was resolved may be reopened.
    public static func allows(_ from: TicketState, to: TicketState) -> Bool {
        switch (from, to) {
        case (.open, .dispatched), (.open, .resolved), (.open, .cancelled): true
        case (.dispatched, .resolved), (.dispatched, .open), (.dispatched, .cancelled): true
        case (.resolved, .closed), (.resolved, .open): true
        default: false
        }
    }
}
