import Bus
import Vocabulary

/// Who this process is on the bus.
struct Identity: Sendable {
    let instance: InstanceID
    let service: ServiceName
    let keys: KeyPair

    /// What ZAP tells the sockets about a peer.
    static func user(_ instance: Instance) -> String { "\(instance.service)/\(instance.id)" }

    static func asker(ofUser user: String) -> Asker? {
        let parts = user.split(separator: "/", maxSplits: 1)
        guard parts.count == 2, let service = ServiceName(rawValue: String(parts[0])) else { return nil }
        return Asker(service: service, instance: InstanceID(String(parts[1])))
    }
}
