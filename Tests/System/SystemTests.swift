import Testing

/// Everything that needs the whole suite, one after another: two processors carry one suite, and calls are in real time.
@Suite("the whole suite", .serialized) struct SystemTests {
    /// What shares one running suite: starting it takes longer than most tests.
    @Suite("together", .running(gateways: 2)) struct Together {}
}

/// Runs a suite for the tests of one `@Suite`, which share it.
struct Running: SuiteTrait, TestScoping {
    var gateways = 1
    var ownCluster = false
    var settings = ""

    func provideScope(for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void) async throws {
        let cluster = ownCluster ? try await Cluster.own() : try await Cluster.shared()
        let suite: LiveSuite
        do { suite = try await LiveSuite(gateways: gateways, cluster: cluster, settings: settings) } catch {
            try? await cluster.remove()
            throw error
        }
        do {
            try await suite.ready()
            try await suite.provision()
            try await LiveSuite.$shared.withValue(suite) { try await body() }
        } catch {
            try? await suite.stop()
            throw error
        }
        try await suite.stop()
    }
}

extension Trait where Self == Running {
    /// A suite with so many gateways, on a PostgreSQL of its own when it is to be stopped.
    static func running(gateways: Int = 1, ownCluster: Bool = false, settings: String = "") -> Running {
        Running(gateways: gateways, ownCluster: ownCluster, settings: settings)
    }
}

extension LiveSuite {
    @TaskLocal static var shared: LiveSuite?

    /// The suite of the running test.
    static var current: LiveSuite {
        get throws {
            guard let shared else { throw Command.Failure(description: "this test is not inside a suite with .running()") }
            return shared
        }
    }
}
