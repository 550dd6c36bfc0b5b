import Vocabulary

/// A caller's INVITE was accepted for treatment.
public struct CallStarted: Event {
    public static let type = "media.call-started.v1"
    public var call: CallID
    public var leg: LegID
    public var gateway: InstanceID
    public var dialled: String
    public var caller: Sealed<String>?
    /// `PCMA/8000`
    public var codec: String
    /// What the call got: `assistant`, `queue`, `fallback`, `echo`, `play`; `placed` for one that an agent placed: then the caller is the customer
    /// who was rung, and `dialled` the number of ours that was shown.
    public var treatment: String
    public var subject: String { call.value }

    public init(call: CallID, leg: LegID, gateway: InstanceID, dialled: String, caller: Sealed<String>?, codec: String, treatment: String) {
        self.call = call
        self.leg = leg
        self.gateway = gateway
        self.dialled = dialled
        self.caller = caller
        self.codec = codec
        self.treatment = treatment
    }
}
