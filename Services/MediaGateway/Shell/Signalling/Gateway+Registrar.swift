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
        for change in changes { bindingsIn.yield(change) }
    }
}

/// Writes bindings where all gateways read them, in order.
struct BindingWriter: Sendable {
    let platform: GatewayPlatform

    func run(_ changes: AsyncStream<SIPBindingChange>) async {
        for await change in changes {
            do { try await write(change) } catch {
                platform.log.warning("a registration could not be shared; only this gateway can ring the phone", metadata: ["error": "\(error)"])
            }
        }
    }

    private func write(_ change: SIPBindingChange) async throws {
        switch change {
        case .bound(let binding, let seconds):
            let expires = platform.time.timestamp() + .seconds(Int64(seconds))
            try await platform.registrations.bound(binding.user, contact: binding.contact.description, peer: binding.peer.address, expires: expires)
        case .removed(let binding): try await platform.registrations.removed(binding.user, contact: binding.contact.description)
        }
    }
}
