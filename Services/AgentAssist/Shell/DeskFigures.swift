import Runtime
import Vocabulary

/// What the desk exports.
struct DeskFigures: Sendable {
    let acknowledgement: Histogram
    let pages: Gauge
    private let metrics: Metrics

    init(_ metrics: Metrics) {
        self.metrics = metrics
        acknowledgement = metrics.histogram(
            "hotline_desk_acknowledgement_seconds", "Asked to show a call until a page's DOM shows it.",
            buckets: [0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2])
        pages = metrics.gauge("hotline_desk_pages", "Tabs connected.")
    }

    /// - Parameter outcome: `acknowledged`, `no-page`, `not-acknowledged`, `withdrawn`, `no-context`
    func showEnded(_ outcome: String) { metrics.counter("hotline_desk_shows_total", "Requests to show a call, by outcome.", ["outcome": outcome]).add() }
}
