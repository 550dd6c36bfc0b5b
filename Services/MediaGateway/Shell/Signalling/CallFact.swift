import Contracts
import MediaGatewayCore
import Vocabulary

/// Something that happened to a call, on its way to the event log.
struct CallFact: Sendable {
    enum What: Sendable {
        case started(leg: LegID, dialled: String, codec: String, treatment: String)
        case answered(setUp: Duration)
        case agentConnected(leg: LegID, AgentID, fence: Int64, briefed: Duration?)
        case callBackRequested(dialled: String)
        case placed(AgentID, TicketID, PlacedOutcome, rang: Duration?, reason: String?)
        case ended(CallEnded.Cause, talked: Duration, received: UInt64, lost: UInt64, reason: String?)
        case joined(LegID, LegRole, AgentID?)
        case left(LegID, LegRole, AgentID?, reason: String?)
        case held(CallHeld.Party, Bool)
        case muted(LegID, AgentID?, Bool)
        case recorded(blob: String, segment: Int, milliseconds: Int64)
    }

    let call: CallID
    let tenant: TenantID
    let trace: TraceParent
    let caller: Masked<String>?
    let at: Timestamp
    let what: What
}
