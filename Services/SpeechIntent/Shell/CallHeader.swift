import Contracts
import Vocabulary

/// What stays the same of a call for as long as this instance talks.
struct CallHeader: Sendable {
    var call: CallID
    var epoch: Int
    var tenant: TenantID
    var pack: PackName
    var packVersion: String
    var caller: Masked<String>?
    var gateway: InstanceID
    var trace: TraceParent
    var key: StreamKey

    init(_ request: StartConversation, packVersion: String, handle: UInt32) {
        call = request.call
        epoch = request.epoch
        tenant = request.tenant
        pack = request.pack
        self.packVersion = packVersion
        caller = request.caller
        gateway = request.gateway
        trace = request.trace
        key = StreamKey(handle: handle, epoch: UInt32(clamping: request.epoch))
    }
}
