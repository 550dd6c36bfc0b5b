import Vocabulary

/// What a scripted caller saw and heard; times in milliseconds after the INVITE.
public struct CallReport: Codable, Equatable, Sendable {
    public struct Turn: Codable, Equatable, Sendable {
        public enum Outcome: String, Codable, Sendable {
            case answered
            /// The assistant said nothing in the time allowed.
            case unanswered
            /// The call ended during this turn.
            case cut
        }

        /// `speech` or `keys`.
        public var kind: String
        /// What was said or pressed, as far as the script knows it.
        public var text: String
        public var began: Int
        /// Our last voiced sample.
        public var ended: Int?
        /// The assistant's first sound after it.
        public var sounded: Int?
        /// From our end to that sound: what a caller waits. Negative when it spoke into our turn.
        public var latency: Int?
        /// Milliseconds of voice in the answer.
        public var heard: Int
        /// How long the assistant kept sounding after we began, when we interrupted it.
        public var pausedAfter: Int?
        public var outcome: Outcome

        public init(
            kind: String, text: String, began: Int, ended: Int? = nil, sounded: Int? = nil, latency: Int? = nil, heard: Int = 0,
            pausedAfter: Int? = nil, outcome: Outcome
        ) {
            self.kind = kind
            self.text = text
            self.began = began
            self.ended = ended
            self.sounded = sounded
            self.latency = latency
            self.heard = heard
            self.pausedAfter = pausedAfter
            self.outcome = outcome
        }
    }

    /// The suite's name of the call, or the SIP Call-ID.
    public var call = ""
    public var to: String
    /// 200 OK after INVITE.
    public var answered: Int?
    /// First sound after INVITE.
    public var firstSound: Int?
    /// Milliseconds of voice in the greeting.
    public var greeting = 0
    public var turns: [Turn] = []
    /// `local`, `peer`, `refused 486`, `timed out` …
    public var end = ""
    public var duration: Int?
    public var keysHeard = ""

    public init(to: String) { self.to = to }
}

extension CallReport {
    /// Everything that was said to the assistant was answered.
    public var isAnswered: Bool { self.answered != nil && self.turns.allSatisfy { $0.outcome == .answered } }
}
