import Bus
import BusZeroMQ
import Contracts
import Foundation
import Testing
import Vocabulary

/// Every queue has a bound, every end is clean.
@Suite("Bounds and ends of the bus", .serialized) struct BoundTests {
    @Test func moreQuestionsOfAKindThanAllowedAreOverloaded() async throws {
        try await withZeroMQ { fixture in
            var options = ZeroMQBusOptions.quick
            options.concurrency = 2
            let ticketing = try await fixture.bus("ticketing-1", .ticketing, options: options), routing = try await fixture.bus("routing-1", .routing)
            try await meet(ticketing, routing)
            let begun = Heard<Void>()
            await serveEcho(ticketing)
            await ticketing.serve(Patient.self) { _, _ in
                begun.append(())
                try await Task.sleep(for: .seconds(60))
                return Done()
            }
            let first = (0..<2).map { _ in Task { try await routing.ask(Patient(), of: nil) } }
            try await eventually("both are being answered") { begun.count == 2 }
            await expect(.overloaded) { try await routing.ask(Patient(), of: nil) }
            // Another kind has its own bound, and an ended question makes room.
            #expect(try await routing.ask(Echo(text: "other"), of: nil).text == "other")
            first[0].cancel()
            _ = await first[0].result
            // Its handler may take a moment to end.
            let third = Task {
                while true {
                    do { return try await routing.ask(Patient(), of: nil) } catch let failure as RequestFailure where failure.code == .overloaded { await Task.yield() }
                }
            }
            try await eventually("the third is being answered") { begun.count == 3 }
            for task in first + [third] { task.cancel() }
        }
    }

    @Test func moreQuestionsInFlightThanAllowedAreOverloaded() async throws {
        try await withZeroMQ { fixture in
            var options = ZeroMQBusOptions.quick
            options.inFlight = 1
            let ticketing = try await fixture.bus("ticketing-1", .ticketing), routing = try await fixture.bus("routing-1", .routing, options: options)
            try await meet(ticketing, routing)
            let begun = Heard<Void>()
            await ticketing.serve(Patient.self) { _, _ in
                begun.append(())
                try await Task.sleep(for: .seconds(60))
                return Done()
            }
            let first = Task { try await routing.ask(Patient(), of: nil) }
            try await eventually("the first is being answered") { begun.count == 1 }
            await expect(.overloaded) { try await routing.ask(Patient(), of: nil) }
            first.cancel()
        }
    }

    /// A longer frame would cost the connection and everything else on it.
    @Test func whatIsTooLongIsRefusedBeforeItLeaves() async throws {
        try await withZeroMQ { fixture in
            var options = ZeroMQBusOptions.quick
            options.maximumFrame = 1000
            let ticketing = try await fixture.bus("ticketing-1", .ticketing, options: options), routing = try await fixture.bus("routing-1", .routing, options: options)
            try await meet(ticketing, routing)
            await ticketing.serve(Echo.self) { request, asker in
                Echo.Answer(text: request.text + String(repeating: "x", count: request.text.count), by: asker.instance, asker: asker.service)
            }
            let heard = collect(routing.tail(of: [.ticketing]))
            try await connect(ticketing, heard, in: .ticketing, from: "ticketing-1")
            await expect(.invalid) { try await routing.ask(Echo(text: String(repeating: "x", count: 1000)), of: nil) }
            await expect(.failed, saying: "at most 1000") { try await routing.ask(Echo(text: String(repeating: "x", count: 700)), of: nil) }
            ticketing.announce([.sample(1, in: .ticketing, size: 1001), .sample(2, in: .ticketing)])
            try await eventually("the next event is heard") { heard.all.last?.seq == 2 }
            #expect(!heard.all.contains { $0.seq == 1 })
            #expect(try await routing.ask(Echo(text: "short"), of: nil).text == "shortxxxxx")
        }
    }

    /// The receiver's thread stands still: sound is forgotten oldest first, everything else ends in an error at the bound,
    /// and what was taken arrives whole and in order.
    @Test func aReceiverThatStandsStill() async throws {
        try await withZeroMQ { fixture in
            var options = ZeroMQBusOptions.quick
            (options.audioBound, options.orderedBound, options.lease) = (100, 50, .seconds(60))
            let gateway = try await fixture.bus("media-gateway-1", .mediaGateway, options: options)
            let speech = try await fixture.bus("speech-intent-1", .speechIntent, options: options)
            try await meet(gateway, speech)
            let gate = DispatchSemaphore(value: 0), heard = Heard<SpeechStream>(), total: UInt32 = 40_000
            await speech.onStream { message, _ in
                if heard.count == 0 { gate.wait() }
                heard.append(message)
            }
            for seq in 0..<total {
                try gateway.send(.callerAudio([AudioFrame(key: StreamConformance.key, party: .caller, seq: seq, alaw: Array(repeating: 0, count: 1600))]), to: "speech-intent-1")
                if seq % 100 == 0 { await Task.yield() }
            }
            var controls: UInt32 = 0
            await expect(.overloaded) {
                while controls < total {
                    try gateway.send(.control(StreamConformance.key, .resume(generation: controls)), to: "speech-intent-1")
                    controls += 1
                }
            }
            gate.signal()
            try await eventually("the newest sound arrives") { sound(heard.all).last?.seq == total - 1 }
            let numbers = sound(heard.all).map(\.seq)
            #expect(numbers == numbers.sorted() && numbers.count < Int(total))
            #expect(gateway.counters.audioDropped == Int(total) - numbers.count)
            let resumed: [UInt32] = heard.all.compactMap { if case .control(_, .resume(let generation)) = $0 { generation } else { nil } }
            #expect(resumed == Array(0..<controls))
        }
    }

    @Test func aBusThatIsClosedFailsWhatWaits() async throws {
        try await withZeroMQ { fixture in
            let ticketing = try await fixture.bus("ticketing-1", .ticketing), routing = try await fixture.bus("routing-1", .routing)
            try await meet(ticketing, routing)
            await ticketing.serve(Patient.self) { _, _ in
                try await Task.sleep(for: .seconds(60))
                return Done()
            }
            let heard = collect(routing.tail(of: [.ticketing]))
            let asking = Task { await expect(.unavailable) { try await routing.ask(Patient(), of: nil) } }
            try await Task.sleep(for: .milliseconds(50))
            await routing.close()
            _ = await asking.value
            await expect(.unavailable) { try await routing.ask(Patient(), of: nil) }
            await expect(.unavailable) { try routing.send(.control(StreamConformance.key, .bridged), to: "ticketing-1") }
            routing.announce([.sample(1)])
            await routing.close()
            #expect(heard.count == 0)
            try await eventually("the others forget it") { ticketing.instances(of: .routing).isEmpty }
        }
    }

    /// The bus's thread ends libzmq's context as its last act, which waits for every socket and thread of libzmq.
    @Test func closingLeavesNoThread() async throws {
        for _ in 0..<5 {
            try await withZeroMQ { fixture in
                let ending = try await fixture.bus("ending-1", .ticketing), routing = try await fixture.bus("ending-2", .routing)
                await serveEcho(ending)
                try await meet(ending, routing)
                _ = try await routing.ask(Echo(text: ""), of: nil)
                try routing.send(.control(StreamConformance.key, .bridged), to: "ending-1")
                _ = routing.tail(of: [.ticketing])
                #expect(threads(named: "bus ending-") == 2)
            }
        }
        try await eventually("no thread of these buses is left") { threads(named: "bus ending-") == 0 }
    }

    /// A handler that does not mind its cancellation answers into a bus that is gone.
    @Test func handlersThatOutliveTheBus() async throws {
        for round in 0..<10 {
            let ended = Heard<Void>(), begun = Heard<Void>(), questions = 20
            try await withZeroMQ { fixture in
                let ticketing = try await fixture.bus("ticketing-1", .ticketing), routing = try await fixture.bus("routing-1", .routing)
                await ticketing.serve(Patient.self) { _, _ in
                    begun.append(())
                    await Task.detached { try? await Task.sleep(for: .milliseconds(10 + round)) }.value
                    ended.append(())
                    return Done()
                }
                for _ in 0..<questions { Task { try await routing.ask(Patient(), of: "ticketing-1") } }
                try await eventually("all are being answered") { begun.count == questions }
            }
            try await eventually("all have ended") { ended.count == questions }
        }
    }

    @Test func whileTheRegistryIsAwayEverythingGoesOn() async throws {
        try await withZeroMQ { fixture in
            let ticketing = try await fixture.bus("ticketing-1", .ticketing), routing = try await fixture.bus("routing-1", .routing)
            await serveEcho(ticketing)
            try await meet(ticketing, routing)
            fixture.registry.fail(with: NeverHappened(description: "the database is away"))
            try await eventually("both have noticed") { ticketing.counters.heartbeatsFailed > 1 && routing.counters.heartbeatsFailed > 1 }
            #expect(try await routing.ask(Echo(text: "still"), of: nil).text == "still")
            fixture.registry.fail(with: nil)
            try await eventually("it is over") { fixture.log.all.filter { $0.contains("the registry answers again") }.count == 2 }
            #expect(fixture.log.all.filter { $0.contains("the database is away") }.count == 2)
            #expect(fixture.lapsed.all.isEmpty)
        }
    }

    @Test func aQuestionToWhoIsLostFailsBeforeItsDeadline() async throws {
        try await withZeroMQ { fixture in
            let ticketing = try await fixture.bus("ticketing-1", .ticketing), routing = try await fixture.bus("routing-1", .routing)
            try await meet(ticketing, routing)
            let begun = Heard<Void>()
            await ticketing.serve(Patient.self) { _, _ in
                begun.append(())
                try await Task.sleep(for: .seconds(60))
                return Done()
            }
            let asking = Task { await expect(.timedOut, saying: "lost its lease") { try await routing.ask(Patient(), of: nil) } }
            try await eventually("it is being answered") { begun.count == 1 }
            fixture.registry.fence("ticketing-1")
            _ = await asking.value
        }
    }
}

/// Threads of this process whose name begins so.
func threads(named prefix: String) -> Int {
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
    return tasks.count { (try? String(contentsOfFile: "/proc/self/task/\($0)/comm", encoding: .utf8))?.hasPrefix(prefix) == true }
}
