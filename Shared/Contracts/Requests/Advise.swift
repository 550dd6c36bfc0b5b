import Vocabulary

/// While two people talk, the desk asks what was just said is about: by the understanding of words, sounds and meaning that the
/// assistant has, which the desk by itself has not.
public struct Advise: Request {
    public static let name = "speech.advise.v1"
    public static let service = ServiceName.speechIntent
    public static let callers: Set<ServiceName> = [.agentAssist]
    public static let deadline = Duration.milliseconds(600)

    public var pack: PackName
    /// What was said last, 500 characters at most.
    public var text: Masked<String>
    public init(pack: PackName, text: Masked<String>) {
        self.pack = pack
        self.text = text
    }

    public struct Answer: Codable, Sendable, Hashable {
        /// Nil when the words are about nothing of this industry, or about nothing in particular: a thank-you, a name.
        public var intent: String?
        /// 0-1
        public var confidence: Double
        /// Identifiers of articles that are valid today, best first, at most five.
        public var articles: [String]
        public init(intent: String?, confidence: Double, articles: [String]) {
            self.intent = intent
            self.confidence = confidence
            self.articles = articles
        }
    }
}
