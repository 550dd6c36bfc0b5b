import Vocabulary

/// What the caller was told: only what was played.
public struct AssistantSpoke: Event {
    public static let type = "speech.assistant-spoke.v1"
    public var call: CallID
    public var revision: Int
    public var generation: Int
    public var text: Sealed<String>
    /// False when the caller interrupted.
    public var complete: Bool
    /// Of what was played, in milliseconds.
    public var played: Int64
    /// Caller stopped → assistant sounded; nil for a greeting. In milliseconds.
    public var latency: Latency?
    public var subject: String { call.value }

    public struct Latency: Codable, Sendable, Hashable {
        public var total: Int64
        /// Silence that was waited for to be sure of the turn's end.
        public var turnEnd: Int64
        /// The engines' compute.
        public var recognition: Int64
        public var synthesis: Int64
        /// Everything else: ours.
        public var own: Int64
        public init(total: Int64, turnEnd: Int64, recognition: Int64, synthesis: Int64, own: Int64) {
            self.total = total
            self.turnEnd = turnEnd
            self.recognition = recognition
            self.synthesis = synthesis
            self.own = own
        }
    }

    public init(call: CallID, revision: Int, generation: Int, text: Sealed<String>, complete: Bool, played: Int64, latency: Latency?) {
        self.call = call
        self.revision = revision
        self.generation = generation
        self.text = text
        self.complete = complete
        self.played = played
        self.latency = latency
    }
}
