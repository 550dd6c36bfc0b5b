import Contracts
import CSys
import Logging
import MediaGatewayCore
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
            case .bound(let binding, let seconds):
                let place = contact(of: binding)
                perform(shared.bound(.init(phone: binding.user, contact: place.contact), at: place, for: .seconds(Int64(seconds)), at: now))
                if announce(binding) { bindingsIn.yield(.registered(binding.user, held: place.holder != nil)) }
            case .removed(let binding):
                perform(shared.removed(.init(phone: binding.user, contact: binding.contact.description)))
                if forget(binding) { bindingsIn.yield(.left(binding.user)) }
            }
        }
    }

    func perform(_ effects: [SharedBindings<PhoneContact>.Effect]) {
        for effect in effects {
            switch effect {
            case .write(let rows): bindingsIn.yield(.write(rows))
            case .remove(let name): bindingsIn.yield(.remove(name))
            }
        }
    }

    /// They are written again in a while.
    func unwritten(_ rows: [SharedBindings<PhoneContact>.Row]) { shared.writeFailed(rows, at: now) }

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

/// What the other gateways, and Routing, are to know of phones.
enum BindingChange: Sendable {
    case write([SharedBindings<PhoneContact>.Row])
    case remove(SharedBindings<PhoneContact>.Name)
    /// Routing offers no call to an agent whose phone nobody can ring.
    case registered(String, held: Bool)
    case left(String)
}

/// Writes bindings where all gateways read them, in order.
struct BindingWriter: Sendable {
    let platform: GatewayPlatform
    let tenant: TenantID
    let unwritten: @Sendable ([SharedBindings<PhoneContact>.Row]) async -> Void

    func run(_ changes: AsyncStream<BindingChange>) async {
        for await change in changes {
            switch change {
            case .write(let rows): await write(rows)
            case .remove(let name): await remove(name)
            case .registered(let phone, let held): await journal(PhoneRegistered(phone: phone, gateway: platform.instance, held: held))
            case .left(let phone): await journal(PhoneLeft(phone: phone, gateway: platform.instance))
            }
        }
    }

    private func write(_ rows: [SharedBindings<PhoneContact>.Row]) async {
        let now = Instant(nanoseconds: sys_monotonic()), time = platform.time.timestamp()
        do { try await platform.registrations.bound(rows.map { RegisteredPhone($0.name.phone, at: $0.place, expires: time + ($0.expires - now)) }) } catch {
            platform.log.warning("registrations could not be shared; only this gateway can ring the phones", metadata: ["phones": "\(rows.count)", "error": "\(error)"])
            await unwritten(rows)
        }
    }

    private func remove(_ name: SharedBindings<PhoneContact>.Name) async {
        do { try await platform.registrations.removed(name.phone, contact: name.contact, by: platform.instance) } catch {
            platform.log.warning("a registration that ended could not be removed; other gateways ring the phone until it runs out", metadata: ["error": "\(error)"])
        }
    }

    private func journal(_ event: some Event) async {
        var random = SystemRandomNumberGenerator()
        let now = platform.time.timestamp()
        await platform.journal.record(
            EventDraft(event, id: EventID(ULID.make(at: now, using: &random)), tenant: tenant, at: now, trace: TraceParent(using: &random)))
    }
}
