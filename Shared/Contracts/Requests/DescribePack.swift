import Vocabulary

/// The desk asks what a pack holds for people: what to say next, what to look up, what must and must not be said, and
/// what callers want. It keeps the answer, so that a desk goes on while no speech instance lives.
public struct DescribePack: Request {
    public static let name = "speech.describe-pack.v1"
    public static let service = ServiceName.speechIntent
    public static let callers: Set<ServiceName> = [.agentAssist, .analytics, .operator]
    public static let deadline = Duration.seconds(2)

    public var pack: PackName
    public init(pack: PackName) { self.pack = pack }
    public typealias Answer = PackGuide
}

/// An industry pack as a person at the desk needs it.
public struct PackGuide: Codable, Sendable, Hashable {
    /// Changes when the pack's files do.
    public var version: String
    /// The industry as people call it: 供暖.
    public var title: String
    public var scripts: [Script]
    public var articles: [Article]
    public var rules: [Rule]
    public var topics: [Topic]

    public init(version: String, title: String, scripts: [Script], articles: [Article], rules: [Rule], topics: [Topic]) {
        self.version = version
        self.title = title
        self.scripts = scripts
        self.articles = articles
        self.rules = rules
        self.topics = topics
    }

    /// Words that a person may say next.
    public struct Script: Codable, Sendable, Hashable {
        public var id: String
        public var title: String
        /// Empty: fits any matter.
        public var intents: [String]
        public var text: String
        public init(id: String, title: String, intents: [String], text: String) {
            self.id = id
            self.title = title
            self.intents = intents
            self.text = text
        }
    }

    public struct Article: Codable, Sendable, Hashable {
        public var id: String
        public var version: Int
        public var title: String
        public var text: String
        /// Other ways to ask for it.
        public var questions: [String]
        /// First and last day of validity, `yyyy-MM-dd`, inclusive; nil: no bound.
        public var from: String?
        public var until: String?
        /// A regulation, a page, a department.
        public var source: String
        public var intents: [String]
        public init(id: String, version: Int, title: String, text: String, questions: [String], from: String?, until: String?, source: String, intents: [String]) {
            self.id = id
            self.version = version
            self.title = title
            self.text = text
            self.questions = questions
            self.from = from
            self.until = until
            self.source = source
            self.intents = intents
        }
    }

    /// What a person must say, or must not.
    public struct Rule: Codable, Sendable, Hashable {
        public enum Kind: String, Codable, Sendable, Hashable {
            case mustSay = "must-say"
            case mustNotSay = "must-not-say"
        }
        public var id: String
        public var kind: Kind
        /// Empty: always.
        public var intents: [String]
        /// Any of them satisfies, or breaks.
        public var words: [String]
        /// Shown to the agent.
        public var prompt: String
        public init(id: String, kind: Kind, intents: [String], words: [String], prompt: String) {
            self.id = id
            self.kind = kind
            self.intents = intents
            self.words = words
            self.prompt = prompt
        }
    }

    /// What a caller may want, as callers put it.
    public struct Topic: Codable, Sendable, Hashable {
        public var intent: String
        /// As people call it: 全屋不热.
        public var gloss: String
        /// A few of the pack's phrases.
        public var phrases: [String]
        /// What must be asked to serve it.
        public var asks: [Ask]
        public init(intent: String, gloss: String, phrases: [String], asks: [Ask]) {
            self.intent = intent
            self.gloss = gloss
            self.phrases = phrases
            self.asks = asks
        }
    }

    public struct Ask: Codable, Sendable, Hashable {
        /// `address`
        public var name: String
        /// 请问您家的地址是？
        public var prompt: String
        /// What can be answered, where there is a choice.
        public var choices: [String]
        public init(name: String, prompt: String, choices: [String]) {
            self.name = name
            self.prompt = prompt
            self.choices = choices
        }
    }
}
