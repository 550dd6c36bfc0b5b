import Contracts
import Logging
import Protocols
import Vocabulary

/// Phones that register.
extension Gateway {
    func registerReceived(_ key: SIPTransactionKey, _ request: SIPRequest, from peer: SIPPeer) {
        guard let user = registrar.username(of: request) else { return finish(key, request, from: peer, nil) }
        if let known = credentials[user], known.until > now { return finish(key, request, from: peer, known.credential) }
        let source = platform.credentials
        Task {
            do {
                let credential = try await source.credential(of: user)
                remember(credential, of: user)
                finish(key, request, from: peer, credential)
            } catch {
                platform.log.warning("phones' credentials cannot be read", metadata: ["error": "\(error)"])
                // What was right a while ago serves while the database is away.
                if let known = credentials[user] { return finish(key, request, from: peer, known.credential) }
                perform(endpoint.respond(key, SIPResponse(to: request, status: 503, tag: identifier()), at: now))
            }
        }
    }

    private func remember(_ credential: DigestCredential?, of user: String) {
        if credentials.count > 10_000 { credentials.removeAll() }
        credentials[user] = credential.map { ($0, now + .seconds(30)) }
    }

    private func finish(_ key: SIPTransactionKey, _ request: SIPRequest, from peer: SIPPeer, _ credential: DigestCredential?) {
        let (response, changes) = registrar.registerReceived(request, from: peer, credential: credential, at: now)
        perform(endpoint.respond(key, response, at: now))
        keep(changes)
    }

    /// Others ring these phones too.
    func keep(_ changes: [SIPBindingChange]) {
        for change in changes {
            switch change {
            case .bound(let binding, let seconds): bindingsIn.yield(.bound(binding.user, contact(of: binding), seconds: seconds, isNews: announce(binding)))
            case .removed(let binding): bindingsIn.yield(.removed(binding.user, contact: binding.contact.description, isLast: forget(binding)))
            }
        }
    }

    private func contact(of binding: SIPBinding) -> PhoneContact {
        let own = edge.path(to: binding.peer)
        return PhoneContact(
            contact: binding.contact.description, peer: binding.peer.address, holder: own == nil ? nil : platform.instance, path: (own.map { [$0] } ?? []) + binding.path)
    }

    /// - Returns: whether others do not know it yet.
    private func announce(_ binding: SIPBinding) -> Bool { announced.updateValue(binding.peer.connection != 0, forKey: binding.user) != (binding.peer.connection != 0) }

    /// - Returns: whether the phone has no other binding here.
    private func forget(_ binding: SIPBinding) -> Bool {
        guard registrar.bindings(of: binding.user, at: now).isEmpty else { return false }
        return announced.removeValue(forKey: binding.user) != nil
    }
}

/// What the other gateways, and Routing, are to know of a phone.
enum BindingChange: Sendable {
    case bound(String, PhoneContact, seconds: UInt32, isNews: Bool)
    case removed(String, contact: String, isLast: Bool)
}

/// Writes bindings where all gateways read them, in order.
struct BindingWriter: Sendable {
    let platform: GatewayPlatform
    let tenant: TenantID

    func run(_ changes: AsyncStream<BindingChange>) async {
        for await change in changes {
            do { try await write(change) } catch {
                platform.log.warning("a registration could not be shared; only this gateway can ring the phone", metadata: ["error": "\(error)"])
            }
            await tell(change)
        }
    }

    private func write(_ change: BindingChange) async throws {
        switch change {
        case .bound(let phone, let contact, let seconds, _):
            try await platform.registrations.bound(phone, contact, expires: platform.time.timestamp() + .seconds(Int64(seconds)))
        case .removed(let phone, let contact, _): try await platform.registrations.removed(phone, contact: contact, by: platform.instance)
        }
    }

    /// Routing offers no call to an agent whose phone nobody can ring.
    private func tell(_ change: BindingChange) async {
        switch change {
        case .bound(let phone, let contact, _, true): await journal(PhoneRegistered(phone: phone, gateway: platform.instance, held: contact.holder != nil))
        case .removed(let phone, _, true): await journal(PhoneLeft(phone: phone, gateway: platform.instance))
        case .bound, .removed: break
        }
    }

    private func journal(_ event: some Event) async {
        var random = SystemRandomNumberGenerator()
        let now = platform.time.timestamp()
        await platform.journal.record(
            EventDraft(event, id: EventID(ULID.make(at: now, using: &random)), tenant: tenant, at: now, trace: TraceParent(using: &random)))
    }
}
