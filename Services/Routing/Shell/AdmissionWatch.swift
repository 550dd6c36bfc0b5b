import Bus
import Contracts
import Logging
import RoutingCore
import Runtime
import Vocabulary

/// Follows how soon callers are answered, and stands on the ladder's step that this calls for. Every instance of Routing hears
/// every answer, so that all stand on the same step but for a second.
actor AdmissionWatch {
    private let platform: Platform
    private var latencies = AnswerLatencies()
    private var ladder: AdmissionLadder
    private let gauge: Gauge

    init(platform: Platform, objective: AdmissionLadder.Objective) {
        self.platform = platform
        ladder = AdmissionLadder(objective)
        gauge = platform.metrics.gauge("hotline_routing_admission_step", "What is given up under load: 0 nothing, 5 new calls are refused.")
    }

    var step: AdmissionLadder.Step { ladder.step }

    /// Until the service stops.
    func run() async {
        let tail = platform.bus.tail(of: [.speechIntent])
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await envelope in tail { await self.heard(envelope) } }
            group.addTask { while (try? await self.platform.sleep(for: .seconds(1))) != nil { await self.measure() } }
            await group.next()
            group.cancelAll()
        }
    }

    /// What cannot be read is no answer: the journal's own readers complain of it.
    private func heard(_ envelope: Envelope) {
        guard let spoken = try? envelope.decoded(as: AssistantSpoke.self), let latency = spoken.latency else { return }
        latencies.answered(after: .milliseconds(latency.total), at: platform.time.instant())
    }

    private func measure() {
        let now = platform.time.instant()
        for effect in ladder.measured(latencies.percentile95(at: now), at: now) {
            guard case .stand(let step) = effect else { continue }
            gauge.set(step.rawValue)
            platform.log.warning("the step of admission has changed", metadata: ["step": "\(step)"])
        }
    }
}
