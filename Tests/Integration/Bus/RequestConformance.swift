import Bus
import Contracts
import Testing
import Vocabulary

/// What every bus promises of requests.
@Suite("Bus conformance: requests", .serialized) struct RequestConformance {
    static let pair: [(InstanceID, ServiceName)] = [("routing-1", .routing), ("ticketing-1", .ticketing)]

    @Test(arguments: BusWorld.Kind.allCases) func answersWithTheAskersIdentity(kind: BusWorld.Kind) async throws {
        try await BusWorld.run(kind, Self.pair) { world in
            await serveEcho(world["ticketing-1"])
            let answer = try await world["routing-1"].ask(Echo(text: "你好"), of: nil)
            #expect(answer == Echo.Answer(text: "你好", by: "ticketing-1", asker: .routing))
            #expect(try await world["routing-1"].ask(Echo(text: ""), of: "ticketing-1").text == "")
        }
    }

    @Test(arguments: BusWorld.Kind.allCases) func failsAtTheDeadline(kind: BusWorld.Kind) async throws {
        try await BusWorld.run(kind, Self.pair) { world in
            let cancelled = Heard<Bool>()
            await world["ticketing-1"].serve(Slow.self) { _, _ in
                try? await Task.sleep(for: .seconds(30))
                cancelled.append(Task.isCancelled)
                return Done()
            }
            await expect(.timedOut) { try await world["routing-1"].ask(Slow(), of: nil) }
            // Nobody waits for the answer any more: the handler is told.
            try await eventually("the handler is cancelled") { cancelled.all == [true] }
        }
    }

    @Test(arguments: BusWorld.Kind.allCases) func cancellingTheAskerEndsTheWait(kind: BusWorld.Kind) async throws {
        try await BusWorld.run(kind, Self.pair) { world in
            let begun = Heard<Void>(), cancelled = Heard<Bool>()
            await world["ticketing-1"].serve(Patient.self) { _, _ in
                begun.append(())
                try? await Task.sleep(for: .seconds(30))
                cancelled.append(Task.isCancelled)
                return Done()
            }
            let bus = world["routing-1"]
            let asking = Task { _ = await expect(.timedOut) { try await bus.ask(Patient(), of: nil) } }
            try await eventually("the handler runs") { begun.count == 1 }
            asking.cancel()
            await asking.value
            try await eventually("the handler is cancelled") { cancelled.all == [true] }
        }
    }

    @Test(arguments: BusWorld.Kind.allCases) func saysThatNobodyIsThere(kind: BusWorld.Kind) async throws {
        try await BusWorld.run(kind, [("routing-1", .routing)]) { world in
            await expect(.unavailable) { try await world["routing-1"].ask(Echo(text: ""), of: nil) }
            await expect(.unavailable) { try await world["routing-1"].ask(Echo(text: ""), of: "ticketing-9") }
        }
    }

    @Test(arguments: BusWorld.Kind.allCases) func namesWhatIsNotServed(kind: BusWorld.Kind) async throws {
        try await BusWorld.run(kind, Self.pair) { world in
            await expect(.unavailable, saying: "does not answer ticketing.echo.v1") { try await world["routing-1"].ask(Echo(text: ""), of: nil) }
        }
    }

    @Test(arguments: BusWorld.Kind.allCases) func refusesWhoMayNotAsk(kind: BusWorld.Kind) async throws {
        try await BusWorld.run(kind, Self.pair + [("analytics-1", .analytics)]) { world in
            await serveEcho(world["ticketing-1"])
            await expect(.forbidden) { try await world["analytics-1"].ask(Echo(text: ""), of: nil) }
        }
    }

    @Test(arguments: BusWorld.Kind.allCases) func handsOnFailuresAndHidesErrors(kind: BusWorld.Kind) async throws {
        try await BusWorld.run(kind, Self.pair) { world in
            await world["ticketing-1"].serve(Echo.self) { request, _ in
                if request.text == "conflict" { throw RequestFailure(.conflict, "already closed") }
                throw NeverHappened(description: "13812345678")
            }
            await expect(.conflict, saying: "already closed") { try await world["routing-1"].ask(Echo(text: "conflict"), of: nil) }
            let failure = await expect(.failed) { try await world["routing-1"].ask(Echo(text: ""), of: nil) }
            #expect(failure?.reason.contains("13812345678") == false)
        }
    }

    @Test(arguments: BusWorld.Kind.allCases) func answersManyAtOnce(kind: BusWorld.Kind) async throws {
        try await BusWorld.run(kind, Self.pair) { world in
            await serveEcho(world["ticketing-1"])
            let bus = world["routing-1"]
            let answers = try await withThrowingTaskGroup(of: (Int, String).self) { group in
                for number in 0..<200 { group.addTask { (number, try await bus.ask(Echo(text: "\(number)"), of: nil).text) } }
                return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            #expect(answers == Dictionary(uniqueKeysWithValues: (0..<200).map { ($0, "\($0)") }))
        }
    }

    @Test(arguments: BusWorld.Kind.allCases) func takesTurnsAmongAbleInstances(kind: BusWorld.Kind) async throws {
        let instances: [(InstanceID, ServiceName)] = [("routing-1", .routing), ("ticketing-1", .ticketing), ("ticketing-2", .ticketing), ("ticketing-3", .ticketing)]
        try await BusWorld.run(kind, instances) { world in
            for id: InstanceID in ["ticketing-1", "ticketing-2", "ticketing-3"] { await serveEcho(world[id]) }
            world["ticketing-2"].report(load: 3, of: 10, draining: true)
            let bus = world["routing-1"]
            try await eventually("the report is seen") { bus.instances(of: .ticketing).contains { $0.draining && $0.load == 3 && $0.capacity == 10 } }
            var answered: [InstanceID: Int] = [:]
            for _ in 0..<10 { answered[try await bus.ask(Echo(text: ""), of: nil).by, default: 0] += 1 }
            #expect(answered == ["ticketing-1": 5, "ticketing-3": 5])
            #expect(try await bus.ask(Echo(text: ""), of: "ticketing-2").by == "ticketing-2")
        }
    }

    @Test(arguments: BusWorld.Kind.allCases) func forgetsWhoLeft(kind: BusWorld.Kind) async throws {
        try await BusWorld.run(kind, Self.pair) { world in
            await serveEcho(world["ticketing-1"])
            _ = try await world["routing-1"].ask(Echo(text: ""), of: nil)
            await world.leave("ticketing-1")
            try await world.settle()
            await expect(.unavailable) { try await world["routing-1"].ask(Echo(text: ""), of: nil) }
            await expect(.unavailable) { try await world["routing-1"].ask(Echo(text: ""), of: "ticketing-1") }
        }
    }

    @Test(arguments: BusWorld.Kind.allCases) func carriesTheTrace(kind: BusWorld.Kind) async throws {
        try await BusWorld.run(kind, Self.pair) { world in
            await world["ticketing-1"].serve(Echo.self) { _, asker in
                Echo.Answer(text: Tracing.current?.value ?? "none", by: asker.instance, asker: asker.service)
            }
            let trace = TraceParent("00-0123456789abcdef0123456789abcdef-0123456789abcdef-01")
            let heard = try await Tracing.$current.withValue(trace) { try await world["routing-1"].ask(Echo(text: ""), of: nil).text }
            #expect(heard == trace.value)
            #expect(try await world["routing-1"].ask(Echo(text: ""), of: nil).text == "none")
        }
    }
}

func serveEcho(_ bus: any Bus) async {
    await bus.serve(Echo.self) { [id = bus.instance] request, asker in Echo.Answer(text: request.text, by: id, asker: asker.service) }
}

@discardableResult
func expect<Answer>(
    _ code: RequestFailure.Code, saying part: String = "", _ ask: () async throws -> Answer,
    at location: SourceLocation = #_sourceLocation
) async -> RequestFailure? {
    do {
        _ = try await ask()
        Issue.record("was answered", sourceLocation: location)
    } catch let failure as RequestFailure {
        #expect(failure.code == code, "\(failure)", sourceLocation: location)
        #expect(part.isEmpty || failure.reason.contains(part), "\(failure)", sourceLocation: location)
        return failure
    } catch { Issue.record(error, sourceLocation: location) }
    return nil
}
