import Contracts
import Foundation
import Security
import TestKit
import Testing
import Vocabulary

/// Supervisors, auditors and administrators.
@Suite(FreshDatabase(), .serialized)
struct OfficeTests {
    private let call: CallID = "01WALL"

    @Test func theWallShowsWhoWaitsAndWhatIsWrong() async throws {
        try await DeskWorld.run { world in
            world.plans.withLock { $0 = [DeskWorld.queue] }
            try await Browser.run { browser in
                let tab = try await browser.signIn("boss", at: world)
                try await browser.wait("location.pathname === '/desk/wall' && document.querySelector('.seat')", in: tab)
                try await world.angryCall(call)
                try await world.say(CallQueued(call: call, queue: "heating", reason: .anger, skills: [], priority: 1, position: 1), by: .routing)
                try await browser.wait("document.querySelector('tr[data-call=\"01WALL\"].waiting')", in: tab)
                let calls = try await browser.evaluate("document.getElementById('calls').innerText", in: tab)
                for wanted in ["等待人工", "供热", "客户情绪激动", "88"] { #expect(calls.contains(wanted), "\(wanted)") }
                #expect(!calls.contains("13800001234"))
                try await browser.wait("document.querySelector('.alarm.anger')", in: tab)
                try await world.say(AgentOffered(call: call, agent: DeskWorld.agent, fence: 1, expiresAt: Timestamp(microseconds: 0)), by: .routing)
                try await world.say(CallHandedOver(call: call, agent: DeskWorld.agent, fence: 1, waited: 4_000), by: .routing)
                try await world.say(HandOverAcknowledged(call: call, agent: DeskWorld.agent, revision: 8, latency: 41_000), by: .speechIntent)
                try await browser.wait("document.querySelector('tr[data-call=\"01WALL\"].talking') && !document.querySelector('.alarm')", in: tab)
                let service = try await browser.evaluate("document.getElementById('service').innerText", in: tab)
                #expect(service.contains("100%") && service.contains("41 毫秒"))
                #expect(try await browser.evaluate("document.querySelector('[data-agent=\"li.na\"]').innerText", in: tab).contains("李娜"))
                try await browser.keepPicture(tab, "wall")
            }
        }
    }

    @Test func anotherTenantsCallsAreNotOnTheWall() async throws {
        try await DeskWorld.run { world in
            try await world.people.put(Person(id: "other", tenant: "another", name: Masked("别家"), roles: [.supervisor]), password: Masked(DeskWorld.password))
            try await world.angryCall(call)
            let own = try await world.signIn("boss"), other = try await world.signIn("other")
            try await world.until("it is on the own wall") { try await HTTP.get("/desk/wall.json", port: world.port, headers: own).body.contains("01WALL") }
            #expect(try await !HTTP.get("/desk/wall.json", port: world.port, headers: other).body.contains("01WALL"))
        }
    }

    @Test func anUnknownBrowserWaitsForAnAdministrator() async throws {
        try await DeskWorld.run(", registered-browsers: true") { world in
            try await world.people.put(Person(id: "admin", tenant: DeskWorld.tenant, name: Masked("管理员"), roles: [.administrator]), password: Masked(DeskWorld.password))
            let body = #"{"user": "\#(DeskWorld.agent)", "password": "\#(DeskWorld.password)"}"#
            let refused = try await HTTP.post("/desk/sign-in", body, port: world.port)
            #expect(refused.status == 403 && refused.body.contains("browser-not-registered"))
            let browser = refused.cookie ?? ""
            #expect(browser.hasPrefix("hotline_browser="))
            // A link makes the administrator's own browser known.
            let link = try await world.signIns.link(for: "admin", until: Timestamp(microseconds: Int64(Date().timeIntervalSince1970 + 60) * 1_000_000))
            let admin = ["Cookie": try await HTTP.get("/desk/link?t=\(link.secret)", port: world.port).cookie ?? ""]
            let waiting = try await HTTP.get("/desk/browsers", port: world.port, headers: admin).body
            let digest = Hex.encode(Token(secret: String(browser.dropFirst("hotline_browser=".count))).digest)
            #expect(waiting.contains(digest))
            #expect(try await HTTP.post("/desk/browsers", #"{"browser": "\#(digest)", "approved": true}"#, port: world.port, headers: admin).status == 204)
            #expect(try await HTTP.post("/desk/sign-in", body, port: world.port, headers: ["Cookie": browser]).status == 204)
            #expect(try await HTTP.post("/desk/sign-in", body, port: world.port).status == 403, "another browser is not meant")
            #expect(try await HTTP.post("/desk/browsers", #"{"browser": "\#(digest)", "approved": false}"#, port: world.port, headers: admin).status == 204)
            #expect(try await HTTP.post("/desk/sign-in", body, port: world.port, headers: ["Cookie": browser]).status == 403)
        }
    }
}
