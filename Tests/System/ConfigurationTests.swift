import Foundation
import Testing

extension SystemTests {
    /// A service that is configured wrongly ends at once and says where, what, and what is accepted.
    @Suite("wrong configuration") struct WrongConfiguration {
        struct Mistake: Sendable, CustomTestStringConvertible {
            var yaml: String
            var service = "routing"
            /// All of it is in the message.
            var complaint: [String]
            var testDescription: String { yaml.replacingOccurrences(of: "\n", with: " ") }
        }

        static let mistakes = [
            Mistake(yaml: "bus:\n  lease: banana", complaint: [":2:", "bus.lease must be a duration such as", "not 'banana'"]),
            Mistake(yaml: "bus:\n  lease: 1h", complaint: ["bus.lease", "not '1h'"]),
            Mistake(yaml: "database:\n  connections: 0", complaint: ["database.connections must be a whole number from 1 to 64, not '0'"]),
            Mistake(yaml: "http:\n  port: high", complaint: ["http.port must be a whole number"]),
            Mistake(yaml: "log:\n  level: loud", complaint: ["log.level must be one of", "debug", "not 'loud'"]),
            Mistake(yaml: "bus:\n  leese: 3s", complaint: [":2:", "unknown key 'bus.leese'", "did you mean 'bus.lease'"]),
            Mistake(yaml: "telephone:\n  port: 1", complaint: ["unknown section 'telephone'", "media-gateway"]),
            Mistake(yaml: "bus: {lease: [1s", complaint: ["not YAML"]),
            Mistake(yaml: "log:\n  level: loud\nhttp:\n  port: high", complaint: ["log.level", "http.port"]),
            Mistake(yaml: "security:\n  key-file: /nowhere/master.key", complaint: ["/nowhere/master.key", "security.key-file"]),
            Mistake(yaml: "routing:\n  ring: 5", complaint: ["routing.ring must be a duration", "not '5'"]),
            Mistake(yaml: "routing:\n  rings: 5s", complaint: ["unknown key 'routing.rings'", "did you mean 'routing.ring'"]),
            Mistake(
                yaml: "media-gateway:\n  trunks:\n    carrier:\n      peers: [example.org]", service: "media-gateway",
                complaint: ["media-gateway.trunks.carrier.peers must be addresses or blocks"]),
            Mistake(yaml: "media-gateway:\n  rtp:\n    symmetric: perhaps", service: "media-gateway", complaint: ["media-gateway.rtp.symmetric must be true or false"]),
            Mistake(yaml: "speech-intent:\n  capacity: -1", service: "speech-intent", complaint: ["speech-intent.capacity must be a whole number"]),
        ]

        @Test("is refused with the place and what is accepted", arguments: mistakes)
        func refused(_ mistake: Mistake) async throws {
            let cluster = try await Cluster.shared(), scratch = try Scratch()
            let outcome = await Result { try await self.start(mistake, cluster, scratch) }
            scratch.remove()
            try await cluster.remove()
            let ended = try outcome.get()
            #expect(ended.status == 1)
            for part in mistake.complaint { #expect(ended.errors.contains(part), "\(ended.errors)") }
            #expect(!ended.errors.contains("Fatal error"))
        }

        /// Runs the service with a database and keys that are right, so that only the mistake is wrong.
        private func start(_ mistake: Mistake, _ cluster: Cluster, _ scratch: Scratch) async throws -> Command.Outcome {
            let binaries = try Prerequisites.binaries(), file = scratch.file("wrong.yaml")
            var right = [
                "HOTLINE_DATABASE_CONNINFO": try await cluster.conninfo(), "HOTLINE_SECURITY_KEY_FILE": scratch.file("master.key").path,
                "HOTLINE_SPOOL_FOLDER": scratch.file("spool").path, "HOTLINE_BLOBS_FOLDER": scratch.file("blobs").path,
            ]
            try await Command.done(binaries.appendingPathComponent("hotline"), ["migrate"], environment: right, within: .seconds(60))
            if mistake.yaml.contains("key-file") { right["HOTLINE_SECURITY_KEY_FILE"] = nil }
            try mistake.yaml.write(to: file, atomically: true, encoding: .utf8)
            return try await Command.run(binaries.appendingPathComponent(mistake.service), ["--config", file.path], environment: right, within: .seconds(20))
        }

        @Test("a file that is absent, and an argument that nobody knows, are refused") func arguments() async throws {
            let binaries = try Prerequisites.binaries()
            let absent = try await Command.run(binaries.appendingPathComponent("routing"), ["--config", "/nowhere/hotline.yaml"])
            #expect(absent.status == 1)
            #expect(absent.errors.contains("/nowhere/hotline.yaml: cannot be read"))
            let unknown = try await Command.run(binaries.appendingPathComponent("routing"), ["--confog", "x"])
            #expect(unknown.status == 1)
            #expect(unknown.errors.contains("unknown argument '--confog'"))
        }
    }
}

extension Result where Failure == any Error {
    init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
