import Bus
@testable import BusZeroMQ
import CZeroMQ
import Contracts
import TestKit
import Testing
import Vocabulary

/// Who is let in, and who no longer.
@Suite("Admission to the bus", .serialized) struct AdmissionTests {
    /// The answerer's next heartbeat is an hour away: it looks at the registry because an unknown key knocks.
    @Test func whoHasJustRegisteredIsLetInAtOnce() async throws {
        try await withZeroMQ { fixture in
            var rare = ZeroMQBusOptions()
            (rare.heartbeat, rare.lease) = (.seconds(3600), .seconds(3600))
            let ticketing = try await fixture.bus("ticketing-1", .ticketing, options: rare)
            await serveEcho(ticketing)
            let routing = try await fixture.bus("routing-1", .routing, options: rare)
            #expect(try await routing.ask(Echo(text: "new"), of: nil).text == "new")
            #expect(ticketing.counters.handshakesFailed == 0)
        }
    }

    @Test func aKeyThatNobodyRegisteredIsRefusedAndLetInOnceItIs() async throws {
        try await withZeroMQ { fixture in
            let selective = SelectiveRegistry(fixture.registry, hiding: ["routing-1"])
            let ticketing = try await fixture.bus("ticketing-1", .ticketing, registry: selective)
            let served = Heard<String>()
            await ticketing.serve(Patient.self) { _, asker in
                served.append(asker.instance.value)
                return Done()
            }
            let routing = try await fixture.bus("routing-1", .routing)
            let asking = Task { try await routing.ask(Patient(), of: "ticketing-1") }
            try await eventually("the refusal is counted and told") {
                ticketing.counters.handshakesFailed > 0 && fixture.log.all.contains { $0.hasPrefix("ticketing-1: failed handshakes: ") && $0.contains("no live instance has the peer's key") }
            }
            #expect(served.all.isEmpty)
            selective.revealAll()
            _ = try await asking.value
            #expect(served.all == ["routing-1"])
        }
    }

    /// Between two heartbeats nobody need wait to find who has just come, and whoever finds room says so at once.
    @Test func whoHasJustComeIsFoundBeforeTheNextHeartbeat() async throws {
        try await withZeroMQ { fixture in
            var slow = ZeroMQBusOptions.quick
            slow.heartbeat = .seconds(3600)
            slow.lease = .seconds(7200)
            let routing = try await fixture.bus("routing-1", .routing, options: slow)
            let ticketing = try await fixture.bus("ticketing-1", .ticketing, options: slow)
            await serveEcho(ticketing)
            #expect(try await routing.ask(Echo(text: "anybody"), of: nil).by == "ticketing-1")
            let second = try await fixture.bus("ticketing-2", .ticketing, options: slow)
            await serveEcho(second)
            try await Task.sleep(for: .milliseconds(30))
            #expect(try await routing.ask(Echo(text: "you"), of: "ticketing-2").by == "ticketing-2")
            second.report(load: 1, of: 7, draining: false)
            try await eventually("the capacity is seen") {
                await routing.look()
                return routing.instances(of: .ticketing).contains { $0.id == "ticketing-2" && $0.capacity == 7 }
            }
        }
    }

    @Test func plainConnectionsAreRefused() async throws {
        try await withZeroMQ { fixture in
            let ticketing = try await fixture.bus("ticketing-1", .ticketing), routing = try await fixture.bus("routing-1", .routing)
            await serveEcho(ticketing)
            try await meet(ticketing, routing)
            let endpoints = try #require(ticketing.instances(of: .ticketing).first).endpoints
            let context = try #require(zmq_ctx_new())
            let sockets = try [(ZMQ_DEALER, endpoints.requests), (ZMQ_SUB, endpoints.events), (ZMQ_DEALER, endpoints.streams)].map { type, endpoint in
                let socket = try Socket(type, in: context)
                try socket.set(ZMQ_LINGER, Int32(0))
                if type == ZMQ_SUB { try socket.set(ZMQ_SUBSCRIBE, "") }
                try socket.connect(endpoint)
                return socket
            }
            try await eventually("all three are refused") { ServerSockets.names.allSatisfy { name in fixture.log.all.contains { $0.contains("\(name): ") } } }
            ticketing.announce([.sample(1, in: .ticketing)])
            #expect(try await routing.ask(Echo(text: "still here"), of: nil).text == "still here")
            #expect(sockets[1].receive() == nil)
            for socket in sockets { socket.close() }
            zmq_ctx_term(context)
        }
    }

    /// ZAP acts at the handshake alone; who is connected and loses the lease must be stopped nevertheless.
    @Test func whoLosesTheLeaseHearsAndSaysNothingMore() async throws {
        try await withZeroMQ { fixture in
            let selective = SelectiveRegistry(fixture.registry, hiding: [])
            let ticketing = try await fixture.bus("ticketing-1", .ticketing)
            // The revoked instance sees the others for ever: it goes on as if nothing had happened.
            var stubborn = ZeroMQBusOptions.quick
            stubborn.heartbeat = .seconds(3600)
            let routing = try await fixture.bus("routing-1", .routing, registry: selective, options: stubborn)
            await serveEcho(ticketing)
            let sounds = Heard<InstanceID>()
            await ticketing.onStream { _, sender in sounds.append(sender) }
            let heard = collect(routing.tail(of: [.ticketing]))
            try await connect(ticketing, heard, in: .ticketing, from: "ticketing-1")
            _ = try await routing.ask(Echo(text: "before"), of: nil)
            try routing.send(.control(StreamKey(handle: 1, epoch: 1), .bridged), to: "ticketing-1")
            try await eventually("the stream flows") { sounds.count == 1 }

            fixture.registry.lapse("routing-1")
            try await eventually("it is forgotten") { ticketing.instances(of: .routing).isEmpty }
            let before = heard.count
            for seq: Int64 in 1...50 { ticketing.announce([.sample(seq, in: .ticketing, by: "ticketing-1")]) }
            let failure = await #expect(throws: RequestFailure.self) { try await routing.ask(Echo(text: "after"), of: nil) }
            #expect(failure?.code == .forbidden || failure?.code == .timedOut)
            try routing.send(.control(StreamKey(handle: 1, epoch: 1), .bridged), to: "ticketing-1")
            try await eventually("its messages are refused") { ticketing.counters.refused >= 1 }
            #expect(heard.count == before)
            #expect(sounds.count == 1)
        }
    }

    @Test func whoLosesTheLeaseIsTold() async throws {
        try await withZeroMQ { fixture in
            _ = try await fixture.bus("routing-1", .routing)
            fixture.registry.fence("routing-1")
            try await eventually("it is told once") { fixture.lapsed.all == ["routing-1"] }
            await #expect(throws: ZeroMQError.self) { _ = try await fixture.bus("routing-1", .routing) }
        }
    }

    @Test func whoIsBackTalksAgain() async throws {
        try await withZeroMQ { fixture in
            let selective = SelectiveRegistry(fixture.registry, hiding: [])
            let ticketing = try await fixture.bus("ticketing-1", .ticketing, registry: selective), routing = try await fixture.bus("routing-1", .routing)
            await serveEcho(ticketing)
            try await meet(ticketing, routing)
            let heard = collect(routing.tail(of: [.ticketing]))
            try await connect(ticketing, heard, in: .ticketing, from: "ticketing-1")
            _ = try await routing.ask(Echo(text: "before"), of: nil)
            selective.hide("routing-1")
            try await eventually("it is forgotten") { ticketing.instances(of: .routing).isEmpty }
            selective.revealAll()
            try await eventually("it is answered again") { (try? await routing.ask(Echo(text: "again"), of: nil))?.text == "again" }
            try await connect(ticketing, heard, in: .ticketing, from: "ticketing-1")
        }
    }

    /// An instance with a valid key writes what no program of ours writes.
    @Test(arguments: [1, 2, 3] as [UInt64]) func nonsenseFromAPeerIsCountedAndHarmless(seed: UInt64) async throws {
        try await withZeroMQ { fixture in
            let ticketing = try await fixture.bus("ticketing-1", .ticketing), routing = try await fixture.bus("routing-1", .routing)
            await serveEcho(ticketing)
            let target = try #require(ticketing.instances(of: .ticketing).first)
            var rogue = target
            let keys = try KeyPair()
            (rogue.id, rogue.service, rogue.publicKey) = ("routing-9", .routing, keys.publicKey)
            _ = try await fixture.registry.renew(rogue, lease: .seconds(60))
            let context = try #require(zmq_ctx_new())
            let maker = SocketMaker(context: context, keys: keys, options: .quick)
            let sockets = [try maker.requests(of: target), try maker.streams(of: target)]
            var random = SeededRandom(seed: seed), sent = 0
            try await eventually("nonsense is counted, seed \(seed)") {
                for socket in sockets + sockets + sockets + sockets where sent < 4000 {
                    let frames = (0...Int.random(in: 0...6, using: &random)).map { _ in random.bytes(Int.random(in: 0...40, using: &random)) }
                    if socket.send(frames) == .taken { sent += 1 }
                }
                return ticketing.counters.malformed >= 1000
            }
            #expect(try await routing.ask(Echo(text: "alive"), of: "ticketing-1").text == "alive")
            for socket in sockets { socket.close() }
            zmq_ctx_term(context)
        }
    }
}
