import Vocabulary

/// A call was let in and given its treatment.
public struct CallAdmitted: Event {
    public static let type = "routing.call-admitted.v1"
    public var call: CallID
    public var gateway: InstanceID
    public var speech: InstanceID?
    public var epoch: Int
    public var pack: PackName?
    public var queue: QueueName?
    public var subject: String { call.value }

    public init(call: CallID, gateway: InstanceID, speech: InstanceID?, epoch: Int, pack: PackName?, queue: QueueName?) {
        self.call = call
        self.gateway = gateway
        self.speech = speech
        self.epoch = epoch
        self.pack = pack
        self.queue = queue
    }
}
