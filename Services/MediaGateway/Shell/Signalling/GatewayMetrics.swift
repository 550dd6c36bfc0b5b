import Contracts
import Runtime

/// What the signalling side counts.
struct GatewayMetrics: Sendable {
    let arrived: Counter
    let refused: Counter
    let flooded: Counter
    let active: Gauge
    let bridged: Counter
    let callBacks: Counter
    let reassigned: Counter
    let setUp: Histogram
    let factsLost: Counter
    private let metrics: Metrics

    init(_ metrics: Metrics) {
        self.metrics = metrics
        arrived = metrics.counter("hotline_calls_arrived_total", "INVITEs that asked for a call.")
        refused = metrics.counter("hotline_sip_refused_total", "SIP messages that were turned away.")
        flooded = metrics.counter("hotline_sip_flooded_total", "SIP messages dropped unread because their source sent too many.")
        active = metrics.gauge("hotline_calls_active", "Calls that this gateway holds.")
        bridged = metrics.counter("hotline_calls_bridged_total", "Calls in which a person answered.")
        callBacks = metrics.counter("hotline_call_backs_requested_total", "Callers who left a wish to be rung back.")
        reassigned = metrics.counter("hotline_speech_reassigned_total", "Times that a call was taken from a silent speech instance.")
        setUp = metrics.histogram("hotline_call_setup_seconds", "INVITE to 200.", buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5])
        factsLost = metrics.counter("hotline_call_facts_lost_total", "Events that could not even be queued.")
    }

    func trunk(_ name: String, isRegistered: Bool) {
        metrics.gauge("hotline_trunk_registered", "Whether the trunk's registrar knows us.", ["trunk": name]).set(isRegistered ? 1 : 0)
    }

    func ended(_ cause: CallEnded.Cause) {
        metrics.counter("hotline_calls_ended_total", "Calls that ended, by cause.", ["cause": cause.rawValue]).add()
    }
}
