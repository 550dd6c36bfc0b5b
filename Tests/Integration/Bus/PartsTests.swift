import Bus
import Contracts
import TestKit
import Testing
import Vocabulary

/// The parts that every bus is made of, by hand and on virtual time.
@Suite("Parts of the bus") struct PartsTests {
    private func instance(_ id: InstanceID, _ service: ServiceName = .ticketing, draining: Bool = false) -> Instance {
        Instance(
            id: id, service: service, endpoints: .init(requests: "", events: "", streams: ""), publicKey: "", load: 0, capacity: 0,
            draining: draining, leasedUntil: Timestamp(microseconds: 0))
    }

    @Test func turnsPassOverWhoDrainsAndOtherServices() {
        var turns = RoundRobin()
        let all = [instance("b"), instance("x", .routing), instance("a"), instance("c", draining: true)]
        #expect((0..<5).map { _ in turns.next(of: .ticketing, among: all)?.id } == ["a", "b", "a", "b", "a"])
        #expect(turns.next(of: .ticketing, among: [instance("a")])?.id == "a")
        #expect(turns.next(of: .analytics, among: all) == nil)
    }

    @Test func aLaneForgetsTheOldestSoundAndKeepsTheRestInOrder() throws {
        var lane = StreamLane(audioBound: 3, orderedBound: 3)
        let sounds = (0..<5).map { AudioFrame(key: StreamKey(handle: 1, epoch: 1), party: .caller, seq: $0, alaw: []) }
        let speech = (0..<2).map { SpeechFrame(key: StreamKey(handle: 1, epoch: 1), generation: 1, seq: $0, last: false, alaw: []) }
        let control = SpeechStream.control(StreamKey(handle: 1, epoch: 1), .bridged)
        try lane.push(.callerAudio(Array(sounds[0..<2])))
        try lane.push(.assistantSpeech([speech[0]]))
        try lane.push(.assistantSpeech([speech[1]]))
        try lane.push(control)
        #expect(throws: RequestFailure.self) { try lane.push(control) }
        try lane.push(.callerAudio(Array(sounds[2..<5])))
        #expect(lane.dropped == 2)
        // What waits leaves together.
        #expect(lane.next() == .assistantSpeech(speech))
        #expect(lane.next() == control)
        let last = lane.next()
        #expect(last == .callerAudio(Array(sounds[2..<5])))
        lane.putBack(.callerAudio(Array(sounds[2..<5])))
        try lane.push(control)
        let first = lane.next()
        lane.putBack(control)
        #expect(first == control && lane.next() == control)
        #expect(lane.next() == last && lane.next() == nil && lane.isEmpty)
    }

    @Test func aRequestOnVirtualTimeFailsWhenTimeHasPassed() async throws {
        let clock = ManualClock(), network = InMemoryNetwork(clock: clock)
        let routing = network.join("routing-1", as: .routing), ticketing = network.join("ticketing-1", as: .ticketing)
        await ticketing.serve(Patient.self) { _, _ in
            try await clock.sleep(for: .seconds(3600))
            return Done()
        }
        let asking = Task { await expect(.timedOut) { try await routing.ask(Patient(), of: nil) } }
        while clock.sleeping < 2 { await Task.yield() }
        clock.advance(by: .seconds(29))
        #expect(clock.sleeping == 2)
        clock.advance(by: .seconds(1))
        _ = await asking.value
        while clock.sleeping > 0 { await Task.yield() }
        #expect(clock.timestamp() == Timestamp(microseconds: 1_767_225_600_000_000) + .seconds(30))
    }

    @Test func aLeaseRunsOutAndIsTakenUpAgainUnlessOthersActedOnIt() async throws {
        let clock = ManualClock(), registry = InMemoryRegistry(time: clock)
        #expect(try await registry.renew(instance("a"), lease: .seconds(3)))
        #expect(try await registry.renew(instance("b"), lease: .seconds(3)))
        clock.advance(by: .seconds(2))
        #expect(try await registry.renew(instance("a"), lease: .seconds(3)))
        clock.advance(by: .seconds(1))
        #expect(try await registry.live().map(\.id) == ["a"])
        #expect(try await registry.renew(instance("b"), lease: .seconds(3)))
        registry.fence("b")
        #expect(try await registry.renew(instance("b"), lease: .seconds(3)) == false)
        try await registry.withdraw("a")
        #expect(try await registry.live().isEmpty)
        #expect(try await registry.renew(instance("a"), lease: .seconds(3)) == false)
        #expect(try await registry.renew(instance("c"), lease: .seconds(3)))
        var other = instance("c")
        other.publicKey = "another process"
        #expect(try await registry.renew(other, lease: .seconds(3)) == false)
    }

    @Test func seedsDecide() {
        var one = SeededRandom(seed: 1), same = SeededRandom(seed: 1), other = SeededRandom(seed: 2)
        let first = one.bytes(16)
        #expect(first == same.bytes(16) && first != other.bytes(16))
    }
}
