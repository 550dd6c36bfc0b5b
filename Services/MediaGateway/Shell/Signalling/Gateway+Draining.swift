import Vocabulary

/// The graceful end.
extension Gateway {
    /// Takes no more calls and returns when the last has ended, or the limit has passed and they were ended. `run`
    /// returns afterwards, once everything is written.
    public func drain() async {
        guard !isDraining else { return }
        isDraining = true
        endpoint.configuration.retryAfter = settings.retryAfter
        reportLoad()
        leaveTrunks()
        if !media.isEmpty {
            platform.log.notice("draining: new calls are refused, calls in progress may end", metadata: ["calls": "\(calls.count)"])
            drainDeadline = now + settings.drainLimit
            await withCheckedContinuation { idle = $0 }
        }
        factsIn.finish()
        bindingsIn.finish()
    }

    func drainLimitCame() {
        drainDeadline = nil
        for name in Array(calls.keys) { step(name) { $0.endRequested(.drained, at: $1) } }
    }

    func becameIdle() {
        idle?.resume()
        idle = nil
    }
}
