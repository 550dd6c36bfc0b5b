import Bus
import Contracts
import Synchronization
import TestKit
import Vocabulary

/// The gateway's side of transfers, as a log; what it would say as events, the test says.
final class PlayedLegs: Sendable {
    private let log = Mutex<[String]>([])
    /// Phones that are not picked up.
    let silent = Mutex<Set<AgentID>>([])
    /// How many drops fail before one succeeds.
    let failingDrops = Mutex(0)

    var lines: [String] { log.withLock { $0 } }
    func forget() { log.withLock { $0 = [] } }
    private func note(_ line: String) { log.withLock { $0.append(line) } }

    func serve(on gateway: InMemoryBus) async {
        await gateway.serve(AddLeg.self) { [self] request, _ in
            note("add \(request.agent?.value ?? "outside") \(request.role.rawValue)")
            return request.agent.map { agent in silent.withLock { $0.contains(agent) } } == true ? .noAnswer : .connected
        }
        await gateway.serve(SetLeg.self) { [self] request, _ in
            note("set \(request.role?.rawValue ?? request.muted.map { "\(request.leg) muted \($0)" } ?? "-")")
            return Done()
        }
        await gateway.serve(DropLeg.self) { [self] request, _ in
            let fails = failingDrops.withLock { left in
                defer { left = max(0, left - 1) }
                return left > 0
            }
            if fails { throw RequestFailure(.unavailable, "the gateway is busy") }
            note("drop \(request.leg.value.hasPrefix("leg-") ? request.leg.value : "guest") \(request.alone.rawValue)")
            return Done()
        }
        await gateway.serve(HoldCaller.self) { [self] request, _ in
            note(request.isHeld ? "hold" : "unhold")
            return Done()
        }
        await gateway.serve(PressKeys.self) { [self] request, _ in
            note("press \(request.keys.revealed) \(request.leg?.value ?? "caller")")
            return Done()
        }
        await gateway.serve(HandBack.self) { [self] request, _ in
            note("hand back \(request.epoch)")
            return Done()
        }
    }
}
