import Contracts
import SpeechIntentCore
import Vocabulary

/// Closes personal words and opens them again. `kind` and `subject` must be the same both times.
public protocol PersonalSeal: Sendable {
    func seal<Value: Codable & Sendable>(_ value: Value, customer: CustomerID?, call: CallID, tenant: TenantID, kind: String) async throws -> Sealed<Value>
    func open<Value: Codable & Sendable>(_ sealed: Sealed<Value>, call: CallID, kind: String) async throws -> Value
}

/// Where facts go: in order, durably, with the database away as well.
public protocol FactJournal: Sendable {
    /// Takes an event without waiting.
    /// - Throws: when it cannot be kept anywhere.
    func record(_ draft: EventDraft) throws
}

/// Where the state after each turn is committed.
public protocol SnapshotStore: Sendable {
    /// - Returns: false when a conversation of a higher epoch has taken the call over.
    func save(_ state: ConversationState, of call: CallID, epoch: Int, tenant: TenantID) async throws -> Bool
    /// The last committed state; nil when there is none.
    func load(_ call: CallID) async throws -> ConversationState?
    /// The call is over.
    func remove(_ call: CallID, epoch: Int) async throws
    /// Removes what conversations left behind that ended with their instance and that nobody went on with.
    func sweep(olderThan hours: Int) async throws
}
