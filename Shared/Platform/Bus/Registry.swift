import Contracts
import Vocabulary

/// Where instances find each other. In production rows of the `platform` schema, written only through functions that
/// check the database role, so that no service can register as another.
public protocol Registry: Sendable {
    /// Registers or renews an instance's lease; the registry's clock decides when it ends.
    /// - Returns: false when the instance must not go on under its name: others have acted on its end, it was given back,
    ///   or another process holds it. A lease that merely ran out is taken up again.
    func renew(_ instance: Instance, lease: Duration) async throws -> Bool
    /// Gives the lease back at a graceful end.
    func withdraw(_ instance: InstanceID) async throws
    /// All instances whose lease has not ended.
    func live() async throws -> [Instance]
}
