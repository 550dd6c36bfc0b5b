import AgentAssistCore
import Contracts
import Vocabulary

/// The contexts of the calls going on, in bounded memory: the one that was touched longest ago goes first.
struct CallTable {
    private var contexts: [CallID: CallContext] = [:]
    /// When each was last touched, by a counter.
    private var touched: [CallID: UInt64] = [:]
    /// Calls of which the log has been read.
    private var read: Set<CallID> = []
    private var calls: [TicketID: CallID] = [:]
    private var clock: UInt64 = 0
    private let bound: Int

    init(bound: Int) { self.bound = bound }

    subscript(call: CallID) -> CallContext? { contexts[call] }
    var all: some Sequence<CallContext> { contexts.values }
    /// Nothing is missing but what is still to come.
    func isWhole(_ call: CallID) -> Bool { read.contains(call) || contexts[call]?.hasBeginning == true }

    /// - Returns: the call whose context the event belongs to, if any.
    mutating func apply(_ envelope: Envelope) throws -> CallID? {
        guard let call = call(of: envelope) else { return nil }
        var context = contexts.removeValue(forKey: call) ?? CallContext(call: call)
        defer { keep(context) }
        try context.apply(envelope)
        return call
    }

    /// Joins what the log holds with what has been announced since.
    mutating func join(_ envelopes: [Envelope], of call: CallID) throws {
        var context = contexts.removeValue(forKey: call) ?? CallContext(call: call)
        defer { keep(context) }
        for envelope in envelopes { try context.apply(envelope) }
        if !envelopes.isEmpty { read.insert(call) }
    }

    private func call(of envelope: Envelope) -> CallID? {
        envelope.type == TicketChanged.type ? calls[TicketID(envelope.subject)] : CallContext.call(of: envelope)
    }

    private mutating func keep(_ context: CallContext) {
        clock += 1
        contexts[context.call] = context
        touched[context.call] = clock
        for ticket in context.tickets.keys { calls[ticket] = context.call }
        if contexts.count > bound { forgetOldest() }
    }

    /// A tenth at once, so that the search for the oldest costs little for each.
    private mutating func forgetOldest() {
        for (call, _) in touched.sorted(by: { $0.value < $1.value }).prefix(bound / 10 + 1) {
            for ticket in contexts[call]?.tickets.keys.map({ $0 }) ?? [] { calls[ticket] = nil }
            contexts[call] = nil
            touched[call] = nil
            read.remove(call)
        }
    }
}
