import Bus
import BusZeroMQ
import Contracts
import Foundation
import Synchronization
import TestKit
import Testing
import Vocabulary

/// The machine's clock, for leases in real time.
struct WallTime: TimeSource {
    func instant() -> Instant { Instant(nanoseconds: Int64(DispatchTime.now().uptimeNanoseconds)) }
    func timestamp() -> Timestamp { Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1e6)) }
}

/// One of the two kinds of bus, and the instances of a test on it.
final class BusWorld: Sendable {
    enum Kind: String, CaseIterable, Sendable, CustomTestStringConvertible {
        case inMemory, zeroMQ
        var testDescription: String { rawValue }
    }

    let registry = InMemoryRegistry(time: WallTime())
    let log = Heard<String>()
    private let kind: Kind
    private let options: ZeroMQBusOptions
    private let network = InMemoryNetwork()
    private let buses = Mutex<[InstanceID: any Bus]>([:])

    init(_ kind: Kind, options: ZeroMQBusOptions) {
        self.kind = kind
        self.options = options
    }

    /// Runs a test among instances that all see each other, and closes them afterwards.
    static func run(
        _ kind: Kind, _ instances: [(InstanceID, ServiceName)], options: ZeroMQBusOptions = .quick,
        _ test: (BusWorld) async throws -> Void
    ) async throws {
        let world = BusWorld(kind, options: options)
        do {
            for (id, service) in instances { try await world.join(id, as: service) }
            try await world.settle()
            try await test(world)
        } catch {
            await world.close()
            throw error
        }
        await world.close()
    }

    subscript(id: InstanceID) -> any Bus {
        buses.withLock { buses in
            guard let bus = buses[id] else { preconditionFailure("the test has no instance \(id)") }
            return bus
        }
    }

    @discardableResult
    func join(_ id: InstanceID, as service: ServiceName) async throws -> any Bus {
        let bus: any Bus
        switch kind {
        case .inMemory: bus = network.join(id, as: service)
        case .zeroMQ:
            let real = try await ZeroMQBus(
                instance: id, of: service, registry: registry, options: options,
                log: { [log] line in log.append("\(id): \(line)") }, onLapsed: {})
            try await real.join()
            bus = real
        }
        buses.withLock { $0[id] = bus }
        return bus
    }

    /// Until everybody sees everybody.
    func settle() async throws {
        let all = buses.withLock { $0 }
        try await eventually("everybody sees everybody") {
            all.values.allSatisfy { bus in ServiceName.allCases.flatMap { bus.instances(of: $0) }.count == all.count }
        }
    }

    func leave(_ id: InstanceID) async { await close(buses.withLock { $0.removeValue(forKey: id) }) }
    func close() async { for id in buses.withLock({ $0.keys.sorted() }) { await leave(id) } }

    private func close(_ bus: (any Bus)?) async {
        (bus as? InMemoryBus)?.close()
        await (bus as? ZeroMQBus)?.close()
    }
}

extension ZeroMQBusOptions {
    /// Heartbeats that do not make tests wait.
    static var quick: ZeroMQBusOptions {
        var options = ZeroMQBusOptions()
        options.heartbeat = .milliseconds(200)
        options.lease = .seconds(5)
        return options
    }
}

struct NeverHappened: Error, CustomStringConvertible {
    var description: String
}

/// Waits for a condition; how long is generous, because it only matters when the test fails.
func eventually(_ what: String, within limit: Duration = .seconds(20), _ condition: () async -> Bool) async throws {
    let clock = ContinuousClock(), end = clock.now + limit
    while await !condition() {
        guard clock.now < end else { throw NeverHappened(description: "\(what): not within \(limit)") }
        try await Task.sleep(for: .milliseconds(5))
    }
}

/// What handlers heard, in order.
final class Heard<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])
    func append(_ element: Element) { elements.withLock { $0.append(element) } }
    var all: [Element] { elements.withLock { $0 } }
    var count: Int { elements.withLock { $0.count } }
}
