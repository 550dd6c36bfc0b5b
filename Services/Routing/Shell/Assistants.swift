import Bus
import RoutingCore

/// The speech instances that take conversations.
enum Assistants {
    static func live(on bus: any Bus) -> [Admission.Assistant] {
        bus.instances(of: .speechIntent).filter { !$0.draining }.map { Admission.Assistant(instance: $0.id, load: $0.load, capacity: $0.capacity) }
    }
}
