import Contracts
import Vocabulary

/// The events of a call as lines to be read: seconds since the first, who, what.
struct Timeline {
    let text: [String]

    init(_ events: [Envelope], _ words: Words) {
        guard let first = events.first else {
            text = []
            return
        }
        let head = "call \(first.subject) of \(first.tenant), \(first.time.iso8601), trace \(first.trace.traceID)"
        text =
            [head]
            + events.filter { $0.type != RecordingStored.type }.map { event in
                let told = Self.told(event, words)
                return "\(Self.seconds(event.time - first.time))  \(Self.padded(told.who, 9))  \(told.what)"
            } + Self.recording(events)
    }

    /// One line for the recording, which comes in a segment a second.
    private static func recording(_ events: [Envelope]) -> [String] {
        let segments = events.compactMap { try? $0.decoded(as: RecordingStored.self) }
        guard let first = segments.first else { return [] }
        let folder = first.blob.split(separator: "/").dropLast().joined(separator: "/")
        return ["recorded \(spoken(milliseconds: segments.reduce(0) { $0 + $1.duration })) in \(segments.count) sealed segments: \(folder)"]
    }

    private static func told(_ event: Envelope, _ words: Words) -> Told {
        for type in tellers where type.type == event.type {
            return (try? Body.decode(type, from: event.data))?.told(words) ?? Told(event.stream.service.rawValue, "\(event.type) with a body that cannot be read")
        }
        return Told(event.stream.service.rawValue, event.type)
    }

    /// `   12.345`
    private static func seconds(_ elapsed: Duration) -> String {
        let milliseconds = elapsed.nanoseconds / 1_000_000
        let fraction = String(milliseconds % 1000)
        let text = "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
        return String(repeating: " ", count: max(0, 9 - text.count)) + text
    }

    private static func padded(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }

    private static let tellers: [any (Event & Telling).Type] = [
        CallStarted.self, CallAnswered.self, CallEnded.self, AgentConnected.self, CallBackRequested.self, CallPlaced.self,
        ConversationStarted.self, UtteranceRecognised.self, DecisionMade.self, AssistantSpoke.self, ConversationEnded.self,
        HandOverDecided.self, HandOverAcknowledged.self, ContextAcknowledged.self,
        CallAdmitted.self, CallQueued.self, AgentOffered.self, OfferRevoked.self, CallHandedOver.self, HandOverFinished.self, CallLost.self,
        ActionPerformed.self, TicketOpened.self, TicketChanged.self,
    ]
}

/// One line of the story.
struct Told {
    var who: String
    var what: String

    init(_ who: String, _ what: String) {
        self.who = who
        self.what = what
    }
}

/// An event that can say what it means to a reader.
protocol Telling {
    func told(_ words: Words) -> Told
}
