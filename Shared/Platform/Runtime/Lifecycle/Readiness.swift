import Synchronization

/// Why a service is not ready: named checks, each answering nil when all is well and otherwise what is wrong and what to do.
public final class Readiness: Sendable {
    public typealias Check = @Sendable () async -> String?
    private let checks = Mutex<[String: Check]>([:])
    private let draining = Atomic<Bool>(false)

    public init() {}

    public func require(_ name: String, _ check: @escaping Check) { checks.withLock { $0[name] = check } }
    /// From now on the service takes nothing new.
    public func drain() { draining.store(true, ordering: .relaxed) }
    public var isDraining: Bool { draining.load(ordering: .relaxed) }

    /// - Returns: one line for each thing that is wrong; empty when ready.
    public func problems() async -> [String] {
        var problems = isDraining ? ["draining: no new work is taken"] : []
        for (name, check) in checks.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
            if let problem = await check() { problems.append("\(name): \(problem)") }
        }
        return problems
    }
}
