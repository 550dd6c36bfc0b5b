import Bus
import BusZeroMQ
import TestKit
import Vocabulary

/// Real buses on one registry, closed at the end of a test.
func withZeroMQ(_ body: (ZeroMQFixture) async throws -> Void) async throws {
    let fixture = ZeroMQFixture()
    do { try await body(fixture) } catch {
        await fixture.closeAll()
        throw error
    }
    await fixture.closeAll()
}

final class ZeroMQFixture: Sendable {
    let registry = InMemoryRegistry(time: WallTime())
    let log = Heard<String>()
    let lapsed = Heard<InstanceID>()
    private let open = Heard<ZeroMQBus>()

    func bus(_ id: InstanceID, _ service: ServiceName, registry: (any Registry)? = nil, options: ZeroMQBusOptions = .quick) async throws -> ZeroMQBus {
        let bus = try await ZeroMQBus(
            instance: id, of: service, registry: registry ?? self.registry, options: options,
            log: { [log] in log.append("\(id): \($0)") }, onLapsed: { [lapsed] in lapsed.append(id) })
        open.append(bus)
        try await bus.join()
        return bus
    }

    func closeAll() async { for bus in open.all { await bus.close() } }
}

func meet(_ buses: ZeroMQBus...) async throws {
    try await eventually("they see each other") {
        buses.allSatisfy { bus in buses.allSatisfy { other in ServiceName.allCases.contains { bus.instances(of: $0).contains { $0.id == other.instance } } } }
    }
}
