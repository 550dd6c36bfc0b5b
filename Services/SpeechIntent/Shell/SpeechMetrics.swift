import Runtime
import SpeechIntentCore
import Vocabulary

/// The figures of this service.
struct SpeechMetrics: Sendable {
    let conversations: Gauge
    let total: Histogram
    let own: Histogram
    let handOver: Histogram
    let factsLost: Counter
    let framesLost: Counter

    init(_ metrics: Metrics) {
        conversations = metrics.gauge("hotline_conversations", "Conversations going on.")
        let seconds = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 2.5, 3, 5]
        total = metrics.histogram("hotline_turn_seconds", "Caller stops to assistant sounds.", buckets: seconds)
        own = metrics.histogram("hotline_turn_own_seconds", "A turn without the engines' compute.", buckets: [0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.12, 0.2, 0.5, 1, 2])
        handOver = metrics.histogram(
            "hotline_hand_over_acknowledged_seconds", "Decision to acknowledgement by the screen.",
            buckets: [0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5])
        factsLost = metrics.counter("hotline_conversation_facts_lost_total", "Facts whose event could not be written.")
        framesLost = metrics.counter("hotline_speech_frames_lost_total", "Callers' frames that did not arrive.")
    }

    func observe(_ latency: TurnLatency) {
        total.observe(latency.total.milliseconds / 1000)
        own.observe(latency.own.milliseconds / 1000)
    }
}
