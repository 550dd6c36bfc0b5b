/// A piece of knowledge that an answer cites by id and version (`knowledge/*.yaml`).
public struct Article: Codable, Equatable, Sendable {
    public var id: String
    public var title: String
    /// What may be said to a caller, in sentences short enough to be spoken.
    public var body: String
    /// Other ways to ask for it; they count for search as the title does.
    public var questions: [String]
    /// First day on which it is valid; nil: always was.
    public var effectiveFrom: CalendarDate?
    /// Last day on which it is valid, inclusive; nil: no end.
    public var effectiveUntil: CalendarDate?
    public var version: Int
    /// Where it comes from: a regulation, a page, a department.
    public var source: String
    public var intents: [String]

    public init(
        id: String, title: String, body: String, questions: [String] = [], effectiveFrom: CalendarDate? = nil,
        effectiveUntil: CalendarDate? = nil, version: Int = 1, source: String, intents: [String] = []
    ) {
        self.id = id
        self.title = title
        self.body = body
        self.questions = questions
        self.effectiveFrom = effectiveFrom
        self.effectiveUntil = effectiveUntil
        self.version = version
        self.source = source
        self.intents = intents
    }

    public func isValid(on day: CalendarDate) -> Bool {
        if let from = self.effectiveFrom, day < from { return false }
        if let until = self.effectiveUntil, day > until { return false }
        return true
    }
}
