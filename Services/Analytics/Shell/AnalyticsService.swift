import Contracts
import Runtime
import ServiceLifecycle
import Vocabulary

/// Analytics: reads the events of all services and nothing else.
public struct AnalyticsService: Service {
    private let platform: Platform

    public init(platform: Platform) { self.platform = platform }

    public func run() async throws {
        let folded = platform.metrics.counter("hotline_analytics_events_total", "Events folded into records.")
        try await platform.consume(group: "analytics", from: [.mediaGateway, .speechIntent, .routing, .ticketing, .agentAssist]) { envelope, transaction in
            try Projection(transaction: transaction).apply(envelope)
            folded.add()
        }
    }
}
