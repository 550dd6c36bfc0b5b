import Contracts
import Vocabulary

/// What a call wants done. Effects are performed in order.
public enum CallEffect: Equatable, Sendable {
    // MARK: Signalling
    /// 200 to the caller.
    case answer
    case reject(status: Int, retryAfter: Int?)
    /// BYE to the caller.
    case hangUpCaller
    case ringAgent(phone: String)
    case ringDuty(number: String)
    /// CANCEL or BYE to the agent.
    case hangUpAgent
    /// The agent's phone put the call through (REFER): it keeps its dialog, without sound, until the number that it named
    /// has answered or not.
    case ringTransfer(number: String)
    /// What became of it, and BYE to the phone that asked.
    case transferEnded(status: Int)
    case refuseTransfer(status: Int)

    // MARK: Sound
    case echo
    case playFile
    case prompt(CallPrompt, number: UInt32)
    case loop(CallPrompt)
    /// Ringback in place of silence while a phone rings.
    case ringback(Bool)
    /// The assistant's stream begins, or begins anew.
    case stream(SpeechSeat)
    case endStream
    /// Tells the assistant of a key that an earlier one did not act on.
    case repeatKey(UInt8)
    case bridge

    /// More than two legs, and hold.
    case legs(LegEffect)
    /// A call that we place.
    case placing(PlacingEffect)

    // MARK: Requests
    case askAdmission
    case startConversation(InstanceID, epoch: Int, AssistantTreatment)
    case askReassignment(epoch: Int)
    case endConversation(InstanceID, epoch: Int)
    case askHandOver(HandOverReason, epoch: Int, priority: Int)
    /// The answer to Routing's `ConnectAgent`; it is sent once for each.
    case answerConnect(fence: Int64, ConnectOutcome)

    // MARK: Facts
    case started(tenant: TenantID?, treatment: String)
    case answered(setUp: Duration)
    /// `briefed`: how much the agent heard of the assistant's briefing; nil without one.
    case agentConnected(AgentID, fence: Int64, briefed: Duration? = nil)
    case callBackRequested
    case ended(CallEnded.Cause, talked: Duration)
    /// The last effect: nothing of the call is left.
    case over
}

/// Where a conversation sits: what stream messages are addressed with.
public struct SpeechSeat: Hashable, Sendable {
    public var instance: InstanceID
    public var key: StreamKey
    public init(instance: InstanceID, key: StreamKey) {
        self.instance = instance
        self.key = key
    }
}

/// What Routing said of a call that the assistant answers.
public struct AssistantTreatment: Hashable, Sendable {
    public var tenant: TenantID
    public var pack: PackName
    public var queue: QueueName
    public init(tenant: TenantID, pack: PackName, queue: QueueName) {
        self.tenant = tenant
        self.pack = pack
        self.queue = queue
    }
}

public enum ConnectOutcome: Equatable, Sendable {
    case connected
    case noAnswer
    case busy
    case unreachable
    case callerGone
    /// The call is with somebody else already, or not yet answered.
    case conflict
    /// A later offer is known.
    case stale
}
