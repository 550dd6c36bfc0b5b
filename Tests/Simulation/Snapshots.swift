import Contracts
import SpeechIntentCore
import Vocabulary

/// The last committed state of each conversation; what comes from an older epoch is refused.
struct Snapshots {
    private var stored: [CallID: (epoch: Int, body: [UInt8])] = [:]

    /// - Returns: false when another instance has taken the conversation over.
    mutating func save(_ state: ConversationState, epoch: Int) -> Bool {
        guard !isOvertaken(state.call, epoch: epoch) else { return false }
        stored[state.call] = (epoch, Body.encode(state))
        return true
    }

    func isOvertaken(_ call: CallID, epoch: Int) -> Bool { (stored[call]?.epoch ?? 0) > epoch }
    func load(_ call: CallID) -> ConversationState? { stored[call].flatMap { try? Body.decode(ConversationState.self, from: $0.body) } }
}
