import Contracts
import Protocols
import Vocabulary

/// What a call wants done about legs beyond the caller's and the agent's, and about hold.
public enum LegEffect: Equatable, Sendable {
    // MARK: Signalling
    /// 180 to the caller.
    case alert
    case ring(LegID, AddLeg.Target)
    /// CANCEL or BYE; its sound ends.
    case hangUp(LegID)

    // MARK: Sound
    /// The leg hears and is heard, as its role lets it.
    case admit(LegID, LegRole, isMuted: Bool)
    case muteAgent(Bool)
    /// Keys toward a leg; nil: the caller's.
    case press([DTMFDigit], LegID?)
    /// From now on the leg is the agent's; the present agent's, if there is one, stays as `joined`.
    case promote(LegID)
    /// The agent, who has picked up and is not yet connected, hears what the assistant left.
    case brief(number: UInt32)
    /// Both hear the assistant's sentence over their own voices.
    case introduce
    /// The caller hears music, or the others again.
    case hold(Bool)

    // MARK: Answers
    /// To Routing's `AddLeg`, once for each.
    case answer(LegID, AddLegOutcome)
    /// To Routing's `HandBack`.
    case answerHandBack(taken: Bool)

    // MARK: Facts
    case joined(LegID, LegRole, AgentID?)
    case left(LegID, LegRole, AgentID?)
    case held(CallHeld.Party, Bool)
    case muted(LegID, AgentID?, Bool)
}

public enum AddLegOutcome: Equatable, Sendable {
    case connected
    case noAnswer
    case busy
    case unreachable
    case callerGone
    case dropped
}

/// A leg that a request means.
public enum CallLeg: Hashable, Sendable {
    case agent
    case guest(LegID)
}
