import Contracts
import Foundation
import Security
import TestKit
import Testing
import Vocabulary

/// The pop reaches the company's own system, signed.
@Suite(FreshDatabase(), .serialized)
struct WebhookDeliveryTests {
    private let call: CallID = "01HOOK"
    private let secret = "a key that both know"

    private func settings(_ url: String, allowed: Bool) throws -> String {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("hotline-webhook-\(UUID().uuidString)")
        try (secret + "\n").write(to: file, atomically: true, encoding: .utf8)
        return ", webhook: { url: \"\(url)\", secret-file: \(file.path), allow-private: \(allowed) }"
    }

    private func offer(_ world: DeskWorld) async throws {
        try await world.angryCall(call)
        try await world.say(AgentOffered(call: call, agent: DeskWorld.agent, fence: 5, expiresAt: Timestamp(microseconds: 0)), by: .routing)
    }

    @Test func theSamePopIsSignedAndTriedAgain() async throws {
        let crm = try WebhookReceiver(answering: [503, 200])
        defer { crm.stop() }
        try await DeskWorld.run(try settings("http://127.0.0.1:\(crm.port)/pop", allowed: true)) { world in
            try await offer(world)
            try await world.until("it was told twice") { crm.requests.count == 2 }
            let last = try #require(crm.requests.last)
            #expect(last.head.hasPrefix("POST /pop HTTP/1.1"))
            #expect(last.header("Hotline-Delivery") == "01HOOK/5")
            #expect(crm.requests.first?.header("Hotline-Delivery") == "01HOOK/5", "the same name each time")
            let parts = (last.header("Hotline-Signature") ?? "").split(separator: ",").map { $0.split(separator: "=").map(String.init) }
            let seconds = try #require(parts.first?.last.flatMap { Int64($0) })
            #expect(abs(seconds - Int64(Date().timeIntervalSince1970)) < 60)
            #expect(parts.last == ["v1", Hex.encode(Digest.hmacSHA256(Array("\(seconds).\(last.body)".utf8), key: Array(secret.utf8)))])
            for wanted in ["hotline.call-offered.v1", "138****1234", "你们到底管不管", "王建国"] { #expect(last.body.contains(wanted), "\(wanted)") }
            #expect(!last.body.contains("13800001234"))
        }
    }

    @Test func twoDesksTellOnce() async throws {
        let crm = try WebhookReceiver(answering: [200])
        defer { crm.stop() }
        let settings = try settings("http://127.0.0.1:\(crm.port)/pop", allowed: true)
        try await DeskWorld.run(settings) { world in
            try await world.alsoRunning("b", settings) { _ in
                try await offer(world)
                try await world.until("it was told") { !crm.requests.isEmpty }
                try await Task.sleep(for: .milliseconds(500))
                #expect(crm.requests.count == 1)
            }
        }
    }

    @Test func aPrivateAddressIsRefusedUnlessAllowed() async throws {
        let crm = try WebhookReceiver(answering: [200])
        defer { crm.stop() }
        try await DeskWorld.run(try settings("http://localhost:\(crm.port)/pop", allowed: false)) { world in
            try await offer(world)
            try await world.until("it is given up") { try await HTTP.get("/metrics", port: world.port).body.contains(#"hotline_desk_webhooks_total{outcome="dropped-refused"} 1"#) }
            #expect(crm.requests.isEmpty)
        }
    }
}
