import Bus
import BusZeroMQ
import Contracts
import Runtime
import StorePostgres
import Synchronization
import Testing
import Vocabulary

/// The registry in the database keeps what the registry in memory keeps.
@Suite(FreshDatabase()) struct BusRegistryTests {
    private func instance(_ id: InstanceID, load: Int = 0, draining: Bool = false) -> Instance {
        Instance(
            id: id, service: .routing, endpoints: .init(requests: "tcp://127.0.0.1:1", events: "tcp://127.0.0.1:2", streams: "tcp://127.0.0.1:3"),
            publicKey: String(repeating: "0", count: 40), load: load, capacity: 10, draining: draining, leasedUntil: Timestamp(microseconds: 0))
    }

    private func withRegistry(of service: ServiceName, _ body: (PostgresRegistry) async throws -> Void) async throws {
        var options = PostgresOptions(conninfo: FreshDatabase.conninfo, service: service, instance: InstanceID("\(service)-registry"))
        options.connections = 1
        let database = PostgresDatabase(options)
        do { try await body(PostgresRegistry(database)) } catch {
            await database.close()
            throw error
        }
        await database.close()
    }

    @Test("what is registered is what is found, the latest word of it") func registers() async throws {
        try await withRegistry(of: .routing) { registry in
            #expect(try await registry.renew(instance("routing-1"), lease: .seconds(60)))
            #expect(try await registry.renew(instance("routing-2"), lease: .seconds(60)))
            #expect(try await registry.renew(instance("routing-1", load: 7, draining: true), lease: .seconds(60)))
            var found = try await registry.live()
            #expect(found.allSatisfy { $0.leasedUntil.microseconds > 0 })
            for index in found.indices { found[index].leasedUntil = Timestamp(microseconds: 0) }
            #expect(found == [instance("routing-1", load: 7, draining: true), instance("routing-2")])
        }
    }

    @Test("a lease that ran out is taken up again by the same process; one that was given back is not") func lapses() async throws {
        try await withRegistry(of: .routing) { registry in
            #expect(try await registry.renew(instance("routing-1"), lease: .milliseconds(1)))
            #expect(try await registry.renew(instance("routing-2"), lease: .seconds(60)))
            try await registry.withdraw("routing-2")
            try await Task.sleep(for: .milliseconds(20))
            #expect(try await registry.live().isEmpty)
            var another = instance("routing-1")
            another.publicKey = String(repeating: "1", count: 40)
            #expect(try await registry.renew(another, lease: .seconds(60)) == false)
            #expect(try await registry.renew(instance("routing-1"), lease: .seconds(60)))
            #expect(try await registry.renew(instance("routing-2"), lease: .seconds(60)) == false)
        }
    }

    @Test("no service registers as another") func impostor() async throws {
        try await withRegistry(of: .ticketing) { registry in
            await #expect(throws: (any Error).self) { try await registry.renew(instance("routing-1"), lease: .seconds(60)) }
        }
    }

    @Test("two processes' buses find each other in the database and talk") func together() async throws {
        try await withRegistry(of: .routing) { routing in
            try await withRegistry(of: .mediaGateway) { media in
                let gateway = try await bus("media-gateway-1", .mediaGateway, media), router = try await bus("routing-1", .routing, routing)
                await gateway.serve(EndCall.self) { request, asker in
                    guard asker == Asker(service: .routing, instance: "routing-1") else { throw RequestFailure(.invalid, "\(asker)") }
                    return Done()
                }
                try await gateway.join()
                try await router.join()
                #expect(try await router.ask(EndCall(call: "call", reason: "test"), of: "media-gateway-1") == Done())
                await router.close()
                #expect(try await media.live().map(\.id) == ["media-gateway-1"])
                await gateway.close()
                #expect(try await media.live().isEmpty)
            }
        }
    }

    private func bus(_ id: InstanceID, _ service: ServiceName, _ registry: PostgresRegistry) async throws -> ZeroMQBus {
        try await ZeroMQBus(instance: id, of: service, registry: registry, log: { _ in }, onLapsed: {})
    }
}
