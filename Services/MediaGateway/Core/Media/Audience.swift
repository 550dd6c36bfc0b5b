import Contracts

/// Who hears whom in a call: the whole rule, as a value to be asked.
public struct Audience: Equatable, Sendable {
    /// One who hears, or is heard.
    public enum Member: Equatable, Sendable {
        case caller
        /// The assistant's words, or the gateway's own.
        case assistant
        case leg(LegRole, isMuted: Bool)
    }

    /// The caller hears music and is heard by nobody.
    public var isCallerHeld: Bool

    public init(isCallerHeld: Bool) { self.isCallerHeld = isCallerHeld }

    /// Nobody hears themselves: to be asked of two different members.
    public func hears(_ listener: Member, _ speaker: Member) -> Bool {
        switch speaker {
        case .caller: !isCallerHeld
        case .assistant: listener == .caller ? !isCallerHeld : true
        case .leg(_, isMuted: true), .leg(.listening, _): false
        case .leg(.whispering, _): if case .leg(.agent, _) = listener { true } else { false }
        case .leg(.agent, _), .leg(.consulted, _), .leg(.joined, _): listener == .caller ? !isCallerHeld : true
        }
    }
}
