/// What a consumer group shows of itself.
struct ConsumerCounts: Sendable {
    let handled, filled, parked: Counter
    let streams: Gauge

    init(_ metrics: Metrics, group: String) {
        handled = metrics.counter("hotline_consumer_handled_total", "Events handled.", ["group": group])
        filled = metrics.counter("hotline_consumer_filled_total", "Events read from the log because no message brought them in time.", ["group": group])
        parked = metrics.counter("hotline_consumer_parked_total", "Events parked because their handler kept failing.", ["group": group])
        streams = metrics.gauge("hotline_consumer_streams", "Streams whose lease this instance holds.", ["group": group])
    }
}
