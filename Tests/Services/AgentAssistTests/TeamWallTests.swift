import AgentAssistCore
import Contracts
import Testing
import Vocabulary

struct TeamWallTests {
    private static func second(_ number: Int64) -> Timestamp { Timestamp(microseconds: number * 1_000_000) }

    private func wall(
        _ calls: [TeamWall.Talk], presence: [AgentID: Presence] = ["li.na": .ready, "wang": .paused], waiting: Int? = nil,
        service: HandOverRecord.Service = .init(handOvers: 0, abandoned: 0, level: nil, within: 20_000), against objectives: ServiceObjectives = .init(), at now: Timestamp = second(100)
    ) -> TeamWall {
        let members = presence.keys.sorted().map { QueuePlan.Member(agent: $0, skills: [], phone: "1") }
        let state = ListPlans.QueueState(
            plan: QueuePlan(tenant: "heat", name: "service", members: members), waiting: waiting ?? calls.count { $0.state == .waiting }, presence: presence, wait: 30)
        return TeamWall(
            of: .init(plans: [state], names: ["li.na": Masked("李娜")], pauses: ["wang": .meal, "li.na": .rest], since: ["wang": Self.second(40)], calls: calls, service: service), against: objectives,
            at: now)
    }

    @Test func showsQueuesAndPeople() {
        let wall = wall([
            .init(call: "1", state: .waiting, waitingSince: Self.second(80), queue: "service"), .init(call: "2", state: .waiting, waitingSince: Self.second(70), queue: "service"),
            .init(call: "3", state: .assistant), .init(call: "4", state: .waiting, waitingSince: Self.second(10), queue: "another"),
        ])
        #expect(wall.queues.first?.oldest == Self.second(70))
        #expect(wall.queues.first?.ready == 1 && wall.queues.first?.paused == 1)
        #expect(wall.people.map(\.agent) == ["li.na", "wang"])
        #expect(wall.people.map(\.pause) == [nil, .meal], "a reason counts for who pauses")
        #expect(wall.people.last?.since == Self.second(40))
        #expect(wall.alarms.isEmpty)
    }

    @Test func whoWaitsComesFirstAndThenTheAngriest() {
        let wall = wall([.init(call: "1", state: .assistant, anger: 90), .init(call: "2", state: .talking, agent: "li.na"), .init(call: "3", state: .waiting, anger: 10)])
        #expect(wall.calls.map(\.call) == ["3", "1", "2"])
        #expect(wall.people.first { $0.agent == "li.na" }?.call == "2")
    }

    @Test func whatRoutingSaysCountsForMore() {
        let state = ListPlans.QueueState(
            plan: QueuePlan(tenant: "heat", name: "service", members: [.init(agent: "li.na", skills: [], phone: "1")]), waiting: 0, presence: ["li.na": .ready], wait: 30)
        let team = DescribeTeam.Answer(
            queues: [.init(name: "service", waiting: 3, longestWait: 61_000, ready: 0, busy: 1, away: 0, meanService: 180_000)],
            people: [.init(agent: "li.na", presence: .busy, call: "7", queues: ["service"], calls: 4, talked: 720_000)],
            assistants: [.init(instance: "speech-intent-a", calls: 2, capacity: 40)], calls: [])
        let wall = TeamWall(
            of: .init(plans: [state], team: team, names: [:], pauses: [:], since: [:], calls: [], service: .init(handOvers: 0, abandoned: 0, level: nil, within: 20_000)), against: ServiceObjectives(),
            at: Self.second(100))
        #expect(wall.queues.first?.waiting == 3 && wall.queues.first?.oldest == Self.second(39) && wall.queues.first?.meanService == 180_000)
        #expect(wall.people.first?.presence == .busy && wall.people.first?.call == "7" && wall.people.first?.calls == 4)
        #expect(wall.assistants.map(\.calls) == [2])
        #expect(wall.alarms == [.init(kind: .wait, subject: "service", value: 61)])
    }

    @Test func alarms() {
        let late = wall([.init(call: "1", state: .waiting, waitingSince: Self.second(30), queue: "service")])
        #expect(late.alarms == [.init(kind: .wait, subject: "service", value: 70)])
        #expect(wall([], presence: ["wang": .paused], waiting: 2).alarms == [.init(kind: .nobody, subject: "service", value: 2)])
        #expect(wall([.init(call: "9", state: .assistant, anger: 85)]).alarms == [.init(kind: .anger, subject: "9", value: 85)])
        #expect(wall([.init(call: "9", state: .talking, anger: 85)]).alarms.isEmpty, "a person has it")
        let slow = wall([], service: .init(handOvers: 10, abandoned: 0, level: 70, within: 20_000, latencyWorst: 301_000))
        var strict = ServiceObjectives()
        (strict.longestWait, strict.anger) = (.seconds(90), 90)
        let patient = wall([.init(call: "1", state: .waiting, anger: 85, waitingSince: Self.second(30), queue: "service")], against: strict)
        #expect(patient.alarms.isEmpty, "held to what was configured")
        #expect(slow.alarms == [.init(kind: .level, subject: "", value: 70), .init(kind: .latency, subject: "", value: 301)])
    }

    @Test func serviceIsOfTheLastHourAndOfOneTenant() {
        var record = HandOverRecord()
        func envelope(_ event: some Event, _ tenant: TenantID, _ time: Int64) -> Envelope {
            EventDraft(event, id: "e", tenant: tenant, at: Self.second(time), trace: TraceParent("")).placed(in: StreamName(of: "c", in: .routing), seq: 1, source: "x")
        }
        for (waited, time) in [(5_000, 10), (19_000, 4000), (21_000, 4001), (100, 4002)] as [(Int64, Int64)] {
            record.apply(envelope(CallHandedOver(call: "c", agent: "a", fence: 1, waited: waited), "heat", time))
        }
        record.apply(envelope(CallHandedOver(call: "c", agent: "a", fence: 1, waited: 90_000), "another", 4000))
        for latency in [10_000, 20_000, 400_000] as [Int64] { record.apply(envelope(HandOverAcknowledged(call: "c", agent: "a", revision: 1, latency: latency), "heat", 4000)) }
        record.left(envelope(CallEnded(call: "c", cause: .callerHungUp, talked: 1, received: 1, lost: 0), "heat", 4003))
        let service = record.service(of: "heat", within: .seconds(20), at: Self.second(4010))
        #expect(record.service(of: "heat", within: .seconds(5), at: Self.second(4010)).level == 25, "held to less, fewer were in time")
        #expect(service.handOvers == 3 && service.abandoned == 1 && service.level == 50)
        #expect(service.wait == 19_000 && service.latency == 20_000 && service.latencyWorst == 400_000)
        #expect(record.service(of: "nobody", within: .seconds(20), at: Self.second(4010)).level == nil)
    }

    @Test func aCallIsListedWithWhereItIs() throws {
        #expect(try Told.angryCall.context().talk()?.state == .waiting)
        #expect(try Told.angryCall.context().talk()?.anger == 88)
        var told = Told.angryCall
        told.say(AgentConnected(call: Told.call, leg: "l2", agent: Told.agent, fence: 7), by: .mediaGateway)
        #expect(try told.context().talk()?.agent == Told.agent)
        told.say(CallEnded(call: Told.call, cause: .callerHungUp, talked: 1, received: 1, lost: 0), by: .mediaGateway)
        #expect(try told.context().talk() == nil)
        #expect(CallContext(call: "unknown").talk() == nil)
    }
}
