import Contracts
import Logging
import Runtime
import Security
import Store
import Vocabulary

/// Callers whom nobody could serve left a wish on the keypad: each becomes a prepared ticket. The event is kept in the consumer's
/// transaction and worked off apart from it, because opening a seal and doing something may wait.
struct KeypadWishes: Sendable {
    let platform: Platform
    let actions: Actions

    /// What lies longer in the log when it is first read than anybody waits for a call.
    private static let longest = Duration.seconds(7 * 86_400)
    /// After a failure.
    private static let again = Duration.seconds(60)

    private struct Wish: Sendable {
        var call: CallID
        var tenant: TenantID
        var number: Sealed<String>
        var trace: TraceParent
    }

    /// Until the service is told to end.
    func follow() async throws {
        try await platform.consume(group: "ticketing", from: [.mediaGateway]) { [platform] envelope, transaction in
            guard let event = try envelope.decoded(as: CallBackRequested.self) else { return }
            let now = platform.time.timestamp()
            guard now - envelope.time < Self.longest else { return }
            try transaction.execute(
                """
                INSERT INTO keypad_wish (call, tenant, number, trace, try_at)
                VALUES (\(event.call), \(envelope.tenant), \(event.number.box), \(envelope.trace.value), \(now)) ON CONFLICT DO NOTHING
                """)
        }
    }

    /// The action's key makes that once, however many instances do it at once or end in the middle of it.
    func workOff() async throws {
        let now = platform.time.timestamp()
        let wishes = try await platform.database.query("SELECT call, tenant, number, trace FROM keypad_wish WHERE try_at <= \(now) ORDER BY try_at LIMIT 50") { row in
            Wish(call: try row.get("call"), tenant: try row.get("tenant"), number: Sealed(box: try row.get("number")), trace: TraceParent(try row.get("trace")))
        }
        for wish in wishes {
            do {
                try await fulfil(wish)
                try await forget(wish.call)
            } catch let error as SealingError where [.erased, .altered, .malformed].contains(error.code) {
                platform.log.warning("a wish to be rung back is given up: its number will never open", metadata: ["call": "\(wish.call)", "error": "\(error)"])
                try await forget(wish.call)
            } catch {
                platform.log.warning("a wish to be rung back is not a ticket yet; it is tried again in a minute", metadata: ["call": "\(wish.call)", "error": "\(error)"])
                try await platform.database.execute("UPDATE keypad_wish SET try_at = \(now + Self.again) WHERE call = \(wish.call)")
            }
        }
    }

    private func fulfil(_ wish: Wish) async throws {
        let number = Masked(try await platform.sealer.open(wish.number, kind: CallBackRequested.type, subject: wish.call.value))
        _ = try await actions.perform(
            PerformAction(
                key: "\(wish.call)/keypad/callback.create", tenant: wish.tenant, call: wish.call, customer: nil, caller: number, action: "callback.create",
                parameters: ["phone": number, "detail": Masked("客户按键留下的回电请求")], trace: wish.trace))
    }

    private func forget(_ call: CallID) async throws { try await platform.database.execute("DELETE FROM keypad_wish WHERE call = \(call)") }
}
