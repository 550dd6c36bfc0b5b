import Vocabulary

/// What a period's figures say that somebody should look at.
public struct Alarm: Codable, Hashable, Sendable {
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// Too few callers who wanted a person were served in time; `value` 0-1.
        case level
        /// Too few calls were answered; `value` 0-1.
        case answers
        /// The assistant answers too late; `value` the 95th percentile in milliseconds.
        case response
        /// Screens acknowledge too late; `value` the 99th percentile in milliseconds.
        case screens
        /// Calls ended with their gateway; `value` how many.
        case lost
    }
    public var kind: Kind
    public var value: Double
    /// What it is held to, in the same unit.
    public var limit: Double

    public init(kind: Kind, value: Double, limit: Double) {
        self.kind = kind
        self.value = value
        self.limit = limit
    }

    /// Fewer calls than this are no share to speak of.
    static let least = 5

    static func all(in figures: KeyFigures, against objectives: ServiceObjectives) -> [Alarm] {
        let level = objectives.servedShare, answers = objectives.answeredShare, response = objectives.reply.milliseconds, screens = objectives.screen.milliseconds
        var alarms: [Alarm] = []
        if let share = figures.serviceLevel, figures.wantedPerson >= least, share < level { alarms.append(Alarm(kind: .level, value: share, limit: level)) }
        if let share = figures.answerRate, figures.calls >= least, share < answers { alarms.append(Alarm(kind: .answers, value: share, limit: answers)) }
        if let late = figures.response, late.count >= least, late.p95 > response { alarms.append(Alarm(kind: .response, value: late.p95, limit: response)) }
        if let late = figures.acknowledgement, late.count >= least, late.p99 > screens { alarms.append(Alarm(kind: .screens, value: late.p99, limit: screens)) }
        if figures.lost > 0 { alarms.append(Alarm(kind: .lost, value: Double(figures.lost), limit: 0)) }
        return alarms
    }
}
