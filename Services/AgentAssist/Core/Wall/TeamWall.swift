import Contracts
import Vocabulary

/// What a supervisor sees of a tenant: queues, people, calls, how hand-overs go, and what needs somebody now.
public struct TeamWall: Codable, Sendable, Hashable {
    public struct Queue: Codable, Sendable, Hashable {
        public var name: QueueName
        public var waiting: Int
        /// When the one who waits longest began to; nil when nobody does.
        public var oldest: Timestamp?
        /// How many seconds somebody who comes now is likely to wait.
        public var estimate: Int?
        /// Mean time with a person, in milliseconds.
        public var meanService: Int64?
        public var ready: Int, busy: Int, paused: Int, wrapUp: Int
    }

    public struct Seat: Codable, Sendable, Hashable {
        public var agent: AgentID
        public var name: Masked<String>?
        public var presence: Presence
        /// Why they pause.
        public var pause: PauseReason?
        public var since: Timestamp?
        public var queues: [QueueName]
        public var call: CallID?
        /// Since signing in, and how long that took in milliseconds; nil when Routing does not say.
        public var calls: Int?
        public var talked: Int64?
    }

    public struct Talk: Codable, Sendable, Hashable {
        public enum State: String, Codable, Sendable, Hashable { case assistant, waiting, talking }
        public var call: CallID
        public var state: State
        public var pack: PackName?
        /// What the intent is called.
        public var gloss: String?
        public var agent: AgentID?
        public var reason: HandOverReason?
        public var anger: Int?
        public var startedAt: Timestamp?
        /// Since when a person is wanted.
        public var waitingSince: Timestamp?
        /// Where it waits.
        public var queue: QueueName?

        public init(
            call: CallID, state: State, pack: PackName? = nil, gloss: String? = nil, agent: AgentID? = nil, reason: HandOverReason? = nil, anger: Int? = nil,
            startedAt: Timestamp? = nil, waitingSince: Timestamp? = nil, queue: QueueName? = nil
        ) {
            self.call = call
            self.state = state
            self.pack = pack
            self.gloss = gloss
            self.agent = agent
            self.reason = reason
            self.anger = anger
            self.startedAt = startedAt
            self.waitingSince = waitingSince
            self.queue = queue
        }
    }

    public struct Alarm: Codable, Sendable, Hashable {
        public enum Kind: String, Codable, Sendable, Hashable {
            /// A caller has waited too long; `value` in seconds.
            case wait
            /// Callers wait and nobody of the queue is signed in.
            case nobody
            /// Too few are served in time; `value` in per cent.
            case level
            /// Screens come too late; `value` in milliseconds.
            case latency
            /// Somebody angry is with the assistant or waits; `value` 0-100.
            case anger
        }
        public var kind: Kind
        public var subject: String
        public var value: Int
        public init(kind: Kind, subject: String, value: Int) {
            self.kind = kind
            self.subject = subject
            self.value = value
        }
    }

    public var at: Timestamp
    public var queues: [Queue]
    public var people: [Seat]
    /// The speech instances, and how many calls each has.
    public var assistants: [DescribeTeam.Assistant]
    /// Those who wait first, then the angriest.
    public var calls: [Talk]
    public var service: HandOverRecord.Service
    public var alarms: [Alarm]

    /// More calls are not listed.
    static let callLimit = 200

    /// What a wall is made of.
    public struct Sources: Sendable {
        public var plans: [ListPlans.QueueState]
        /// How Routing says that it stands; nil when it does not.
        public var team: DescribeTeam.Answer?
        public var names: [AgentID: Masked<String>]
        public var pauses: [AgentID: PauseReason]
        /// Since when each has the presence they have.
        public var since: [AgentID: Timestamp]
        /// The calls going on.
        public var calls: [Talk]
        public var service: HandOverRecord.Service
        public init(
            plans: [ListPlans.QueueState], team: DescribeTeam.Answer? = nil, names: [AgentID: Masked<String>], pauses: [AgentID: PauseReason], since: [AgentID: Timestamp], calls: [Talk],
            service: HandOverRecord.Service
        ) {
            self.plans = plans
            self.team = team
            self.names = names
            self.pauses = pauses
            self.since = since
            self.calls = calls
            self.service = service
        }
    }

    public init(of sources: Sources, against objectives: ServiceObjectives, at now: Timestamp) {
        at = now
        calls = Array(sources.calls.sorted(by: Self.isBefore).prefix(Self.callLimit))
        service = sources.service
        let talking = Dictionary(calls.compactMap { talk in talk.agent.map { ($0, talk.call) } }) { first, _ in first }
        assistants = sources.team?.assistants ?? []
        people = Self.people(sources, talking)
        let waiting = calls.filter { $0.state == .waiting }
        queues = sources.plans.map { plan in Self.queue(plan, sources.team?.queues.first { $0.name == plan.plan.name }, waiting, at: now) }.sorted { $0.name < $1.name }
        alarms = []
        alarms = Self.alarms(self, objectives, at: now)
    }

    private static func isBefore(_ left: Talk, _ right: Talk) -> Bool {
        func rank(_ talk: Talk) -> Int { talk.state == .waiting ? 0 : 1 }
        return (rank(left), -(left.anger ?? 0), left.call) < (rank(right), -(right.anger ?? 0), right.call)
    }

    private static func people(_ sources: Sources, _ talking: [AgentID: CallID]) -> [Seat] {
        var seats: [AgentID: Seat] = [:]
        let known = Dictionary((sources.team?.people ?? []).map { ($0.agent, $0) }) { first, _ in first }
        for plan in sources.plans {
            for member in plan.plan.members {
                let person = known[member.agent], presence = person?.presence ?? plan.presence[member.agent] ?? .offline
                var seat =
                    seats[member.agent]
                    ?? Seat(
                        agent: member.agent, name: sources.names[member.agent], presence: presence, pause: presence == .paused ? sources.pauses[member.agent] : nil,
                        since: sources.since[member.agent], queues: [], call: person?.call ?? talking[member.agent], calls: person?.calls, talked: person?.talked)
                seat.queues.append(plan.plan.name)
                seats[member.agent] = seat
            }
        }
        let order: [Presence] = [.busy, .ready, .wrapUp, .paused, .offline]
        return seats.values.sorted { left, right in
            (order.firstIndex(of: left.presence) ?? 9, left.agent) < (order.firstIndex(of: right.presence) ?? 9, right.agent)
        }
    }

    /// Routing's own word on who waits counts for more than what was heard of it since this desk began.
    private static func queue(_ state: ListPlans.QueueState, _ team: DescribeTeam.Queue?, _ waiting: [Talk], at now: Timestamp) -> Queue {
        func count(_ presence: Presence) -> Int { state.plan.members.count { state.presence[$0.agent] == presence } }
        let heard = waiting.filter { $0.queue == state.plan.name }.compactMap(\.waitingSince).min()
        return Queue(
            name: state.plan.name, waiting: team?.waiting ?? state.waiting, oldest: team.map { $0.longestWait.map { now.advanced(by: .milliseconds(-$0)) } } ?? heard, estimate: state.wait,
            meanService: team?.meanService, ready: team?.ready ?? count(.ready), busy: team?.busy ?? count(.busy), paused: count(.paused), wrapUp: count(.wrapUp))
    }

    private static func alarms(_ wall: TeamWall, _ objectives: ServiceObjectives, at now: Timestamp) -> [Alarm] {
        var alarms: [Alarm] = []
        for queue in wall.queues {
            if let oldest = queue.oldest, now - oldest > objectives.longestWait { alarms.append(Alarm(kind: .wait, subject: queue.name.value, value: Int((now - oldest).nanoseconds / 1_000_000_000))) }
            if queue.waiting > 0, queue.ready + queue.busy + queue.wrapUp == 0 { alarms.append(Alarm(kind: .nobody, subject: queue.name.value, value: queue.waiting)) }
        }
        if let level = wall.service.level, Double(level) < 100 * objectives.servedShare { alarms.append(Alarm(kind: .level, subject: "", value: level)) }
        if let latency = wall.service.latencyWorst, latency > objectives.screen.nanoseconds / 1000 { alarms.append(Alarm(kind: .latency, subject: "", value: Int(latency / 1000))) }
        for talk in wall.calls where talk.state != .talking {
            if let anger = talk.anger, anger >= objectives.anger { alarms.append(Alarm(kind: .anger, subject: talk.call.value, value: anger)) }
        }
        return alarms
    }
}

extension CallContext {
    /// The call as a wall lists it; nil once it is over, and before anything is known of it.
    public func talk(gloss: String? = nil) -> TeamWall.Talk? {
        guard endedAt == nil, hasBeginning else { return nil }
        let holder = offers.max { $0.key < $1.key }.flatMap { $0.value.state == .connected ? $0.value.agent : nil }
        let state: TeamWall.Talk.State = holder != nil ? .talking : queued != nil || wish != nil ? .waiting : .assistant
        return TeamWall.Talk(
            call: call, state: state, pack: conversation?.pack ?? pack, gloss: gloss, agent: holder, reason: reason, anger: lines.last { $0.anger != nil }?.anger,
            startedAt: startedAt, waitingSince: state == .waiting ? wish?.at ?? queued?.at : nil, queue: queued?.queue)
    }
}
