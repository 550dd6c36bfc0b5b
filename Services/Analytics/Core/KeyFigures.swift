import Contracts
import Vocabulary

/// The figures of a period, from the records of its calls. Shares are 0-1 and nil when there is nothing to divide by.
public struct KeyFigures: Codable, Hashable, Sendable {
    public var calls = 0
    public var answered = 0
    public var finishedByAssistant = 0
    public var handedOver = 0
    public var abandoned = 0
    public var lost = 0
    public var callBacksWanted = 0
    /// Calls in which anger reached 80.
    public var angry = 0
    public var ticketsOpened = 0
    /// Of the calls with a conversation that ended.
    public var automationRate: Double?
    public var answerRate: Double?
    public var setUp: Quantiles?
    /// Caller stopped → assistant sounded.
    public var response: Quantiles?
    /// Our own share of it.
    public var own: Quantiles?
    /// Hand-over decided → screen acknowledged.
    public var acknowledgement: Quantiles?
    /// Queued → connected to a person.
    public var wait: Quantiles?
    /// Calls in which a person was wanted and which are over, or have one.
    public var wantedPerson = 0
    /// Of these, the share that had a person within `servedWithin` of wanting one.
    public var serviceLevel: Double?
    /// In milliseconds.
    public var servedWithin: Int64 = 0
    /// What somebody should look at, the gravest first.
    public var alarms: [Alarm] = []
    /// By number of calls, most first.
    public var intents: [Count] = []

    /// In milliseconds.
    public struct Quantiles: Codable, Hashable, Sendable {
        public var count: Int
        public var p50: Double
        public var p95: Double
        public var p99: Double
        public var max: Double

        /// Nearest rank: the smallest value that at least the share of all values does not exceed.
        public init?(of values: [Double]) {
            let sorted = values.sorted()
            guard let largest = sorted.last else { return nil }
            func rank(_ share: Double) -> Double { sorted[min(sorted.count, Int((share * Double(sorted.count)).rounded(.up))) - 1] }
            count = sorted.count
            p50 = rank(0.5)
            p95 = rank(0.95)
            p99 = rank(0.99)
            max = largest
        }
    }

    public struct Count: Codable, Hashable, Sendable {
        public var name: String
        public var calls: Int
        public init(name: String, calls: Int) {
            self.name = name
            self.calls = calls
        }
    }

    public init() {}

    /// - Parameter all: calls that we placed are no customer's, and count in none of the figures.
    public init(of all: [CallRecord], against objectives: ServiceObjectives) {
        let records = all.filter { $0.treatment != CallRecord.placed }
        calls = records.count
        answered = records.count { $0.answeredAt != nil }
        finishedByAssistant = records.count { $0.outcome == .finished }
        handedOver = records.count { record in record.handOvers.contains { $0.waited != nil } }
        abandoned = records.count { $0.outcome == .abandoned }
        lost = records.count { $0.cause == "gateway-lost" }
        callBacksWanted = records.count(where: \.callBackWanted)
        angry = records.count { $0.peakAnger >= objectives.anger }
        ticketsOpened = records.reduce(0) { $0 + Set($1.actions.filter { $0.outcome == "done" && $0.action.hasSuffix(".create") }.compactMap(\.ticket)).count }
        let ended = records.count { $0.outcome != nil }
        automationRate = ended == 0 ? nil : Double(finishedByAssistant) / Double(ended)
        answerRate = calls == 0 ? nil : Double(answered) / Double(calls)
        let latencies = records.flatMap(\.turns).compactMap(\.latency)
        setUp = Quantiles(of: records.compactMap { $0.setUp.map { Double($0) / 1000 } })
        response = Quantiles(of: latencies.map { Double($0.total) })
        own = Quantiles(of: latencies.map { Double($0.own) })
        acknowledgement = Quantiles(of: records.flatMap(\.handOvers).compactMap { $0.acknowledged.map { Double($0) / 1000 } })
        wait = Quantiles(of: records.flatMap(\.handOvers).compactMap { $0.waited.map(Double.init) })
        servedWithin = Int64(objectives.servedWithin.milliseconds)
        countService(records)
        alarms = Alarm.all(in: self, against: objectives)
        let counts = Dictionary(records.flatMap { Set($0.intents) }.map { ($0, 1) }, uniquingKeysWith: +)
        intents = counts.map { Count(name: $0.key, calls: $0.value) }.sorted { ($1.calls, $0.name) < ($0.calls, $1.name) }
    }

    /// Who still waits counts neither way; who hung up while waiting was not served.
    private mutating func countService(_ records: [CallRecord]) {
        let wishes = records.flatMap { record in record.handOvers.filter { $0.waited != nil || (record.endedAt != nil && $0.decidedAt != nil) } }
        wantedPerson = wishes.count
        serviceLevel = wishes.isEmpty ? nil : Double(wishes.count { ($0.waited ?? .max) <= servedWithin }) / Double(wishes.count)
    }
}
