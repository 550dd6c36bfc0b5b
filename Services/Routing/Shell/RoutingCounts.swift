import Runtime

/// What operations sees of Routing.
struct RoutingCounts: Sendable {
    let offered: Counter

    init(_ metrics: Metrics) {
        offered = metrics.counter("hotline_routing_offers_total", "Calls offered to agents by this instance.")
    }
}
