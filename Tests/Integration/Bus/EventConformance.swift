import Bus
import Contracts
import Testing
import Vocabulary

/// What every bus promises of events.
@Suite("Bus conformance: events", .serialized) struct EventConformance {
    static let pair: [(InstanceID, ServiceName)] = [("routing-1", .routing), ("analytics-1", .analytics)]

    @Test(arguments: BusWorld.Kind.allCases) func tailHearsInOrderAndWhole(kind: BusWorld.Kind) async throws {
        try await BusWorld.run(kind, Self.pair) { world in
            let heard = collect(world["analytics-1"].tail(of: [.routing]))
            try await connect(world["routing-1"], heard)
            let events = (1...500).map { Envelope.sample($0) }
            for event in events { world["routing-1"].announce([event]) }
            try await eventually("all are heard") { heard.all.last?.seq == 500 }
            #expect(heard.all.filter { $0.seq > 0 } == events)
        }
    }

    @Test(arguments: BusWorld.Kind.allCases) func tailHearsOnlyWhatItAskedFor(kind: BusWorld.Kind) async throws {
        try await BusWorld.run(kind, Self.pair + [("ticketing-1", .ticketing)]) { world in
            let routing = collect(world["analytics-1"].tail(of: [.routing])), both = collect(world["analytics-1"].tail(of: [.routing, .ticketing]))
            try await connect(world["routing-1"], routing)
            try await connect(world["ticketing-1"], both, in: .ticketing)
            world["ticketing-1"].announce([.sample(1, in: .ticketing, by: "ticketing-1")])
            world["routing-1"].announce([.sample(1)])
            try await eventually("both are heard") { both.all.filter { $0.seq == 1 }.count == 2 && routing.all.contains { $0.seq == 1 } }
            #expect(routing.all.allSatisfy { $0.stream.service == .routing })
        }
    }

    @Test(arguments: BusWorld.Kind.allCases) func ownEventsAreHeardToo(kind: BusWorld.Kind) async throws {
        try await BusWorld.run(kind, Self.pair) { world in
            let heard = collect(world["routing-1"].tail(of: [.routing]))
            world["routing-1"].announce([.sample(1), .sample(2)])
            try await eventually("both are heard") { heard.count == 2 }
            #expect(heard.all.map(\.seq) == [1, 2])
        }
    }

    /// Nobody reads while far more than the bound are announced: later the oldest come without a hole, and the next
    /// event shows how many are missing.
    @Test(arguments: BusWorld.Kind.allCases) func aSlowReaderLosesTheNewestAndSeesTheGap(kind: BusWorld.Kind) async throws {
        try await BusWorld.run(kind, Self.pair) { world in
            let slow = world["routing-1"].tail(of: [.routing]), total: Int64 = 10_000
            for seq in 1...total { world["routing-1"].announce([.sample(seq)]) }
            let heard = collect(slow)
            try await eventually("the next is heard") {
                world["routing-1"].announce([.sample(total + 1)])
                return heard.all.last?.seq == total + 1
            }
            let kept = heard.all.map(\.seq).filter { $0 <= total }
            #expect(kept == Array(1...Int64(kept.count)))
            #expect((1000..<total).contains(Int64(kept.count)), "kept \(kept.count)")
        }
    }

    @Test(arguments: BusWorld.Kind.allCases) func tailLearnsOfNewPublishers(kind: BusWorld.Kind) async throws {
        try await BusWorld.run(kind, Self.pair) { world in
            let heard = collect(world["analytics-1"].tail(of: [.routing]))
            let late = try await world.join("routing-2", as: .routing)
            try await connect(late, heard, from: "routing-2")
            #expect(heard.all.contains { $0.source == "routing-2" })
        }
    }
}

func collect(_ stream: AsyncStream<Envelope>) -> Heard<Envelope> {
    let heard = Heard<Envelope>()
    Task { for await event in stream { heard.append(event) } }
    return heard
}

/// Announces numbers below 1 until one arrives: a subscription takes a moment, and what came before is the log's business.
func connect(_ publisher: any Bus, _ heard: Heard<Envelope>, in service: ServiceName = .routing, from source: InstanceID = "routing-1") async throws {
    var seq: Int64 = 0
    let before = heard.count
    try await eventually("the subscription stands") {
        publisher.announce([.sample(seq, in: service, by: source)])
        seq -= 1
        return heard.count > before
    }
    // Nothing announced while connecting may arrive later.
    let last = seq + 1
    try await eventually("the last has arrived") { heard.all.contains { $0.seq == last } }
}
