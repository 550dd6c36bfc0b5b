import AnalyticsShell
import AnalyticsWeb
import Contracts
import Foundation
import Runtime
import TestKit
import Testing
import Vocabulary
import Web

/// The dashboard of Analytics in a real browser: what calls were about in people's words, service level and alarms, both
/// languages, and WCAG 2.2 A and AA by axe-core.
@Suite(FreshDatabase(), .serialized)
struct DashboardTests {
    private let calls: [CallID] = (1...6).map { CallID("01FIGURE\($0)") }

    /// A dashboard over the events of the desk's world.
    private func run(_ body: @escaping @Sendable (DeskWorld, _ address: String) async throws -> Void) async throws {
        try await DeskWorld.run { world in
            let database = try await FreshDatabase.asService(.analytics), bus = world.network.join("analytics-a", as: .analytics), port = try FreePort.any()
            _ = try await Schema("analytics", AnalyticsSchema.migrations).migrate(database)
            let platform = try FreshDatabase.platform(.analytics, "a", database, bus: bus)
            let queries = Queries(database: database, sealer: world.sealer, objectives: ServiceObjectives())
            let routes = AnalyticsRoutes(queries: queries, glosses: Glosses(platform: platform), time: platform.time) { token in
                token == "open" ? AnalyticsRoutes.Reader(tenant: DeskWorld.tenant) : nil
            }
            let web = try Configuration(yaml: "http: { port: \(port) }", file: "test").read(["http"]) { WebSettings(&$0, service: .analytics, index: 0) }
            let server = WebServer(web, metrics: platform.metrics, readiness: platform.readiness, log: platform.log) { routes.add(to: $0) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await AnalyticsService(platform: platform).run() }
                group.addTask { try await server.run() }
                group.addTask {
                    try await world.until("the dashboard is served") { (try? await HTTP.get("/dashboard", port: port).status) == 200 }
                    try await body(world, "http://127.0.0.1:\(port)/dashboard#token=open")
                }
                try await group.next()
                group.cancelAll()
            }
            await database.close()
        }
    }

    /// Six angry callers who wanted a person: two were served in time, four hung up.
    private func ring(_ world: DeskWorld) async throws {
        world.guide.withLock { $0 = DeskWorld.heating }
        for (index, call) in calls.enumerated() {
            try await world.angryCall(call)
            try await world.say(CallAnswered(call: call, setUp: 8000), by: .mediaGateway)
            if index < 2 { try await world.say(CallHandedOver(call: call, agent: DeskWorld.agent, fence: Int64(index), waited: 4000), by: .routing) }
            try await world.say(ConversationEnded(call: call, outcome: index < 2 ? .handedOver : .abandoned, turns: 3, intents: ["not_hot_home"], peakAnger: 88), by: .speechIntent)
            try await world.say(CallEnded(call: call, cause: .callerHungUp, talked: 30_000, received: 10, lost: 0), by: .mediaGateway)
        }
    }

    @Test(arguments: ["zh-CN", "en"]) func figuresAreReadByPeople(language: String) async throws {
        try await run { world, address in
            try await ring(world)
            try await Browser.run { browser in
                let door = try await browser.open(address)
                try await browser.wait("document.getElementById('state')", in: door)
                try await browser.evaluate("localStorage.setItem('language', '\(language)')", in: door)
                let tab = try await browser.open(address)
                try await browser.wait("document.querySelectorAll('#calls tr').length === 6", in: tab)
                try await browser.wait("document.querySelector('.alarm.level')", in: tab)
                #expect(try await browser.evaluate("document.documentElement.lang", in: tab) == language)
                let shown = try await browser.evaluate("document.body.innerText", in: tab)
                #expect(!shown.contains("not_hot_home"))
                #expect(try await browser.evaluate("document.querySelector('[data-intent=not_hot_home]').textContent", in: tab) == "全屋不热 · 6")
                let words = language == "en" ? ["Service level", "33.3%", "Low service level: 33.3% (target 80.0%)", "Hung up", "Heating"] : ["服务水平", "33.3%", "服务水平低：33.3%（目标 80.0%）", "中途挂断", "供热"]
                for wanted in words { #expect(shown.contains(wanted), "\(wanted)") }
                try await browser.keepPicture(tab, "dashboard-\(language)")
                for scheme in ["light", "dark"] where Browser.axe != nil {
                    try await browser.send("Emulation.setEmulatedMedia", ["features": [["name": "prefers-color-scheme", "value": scheme]]], in: tab)
                    #expect(try await browser.violations(in: tab) == "", "\(scheme)")
                }
                try await browser.evaluate("document.querySelector('#calls button').click()", in: tab)
                try await browser.wait("document.getElementById('story').open && document.querySelectorAll('#lines li').length > 5", in: tab)
                #expect(try await browser.violations(orSkip: tab) == "")
                #expect(!(try await browser.evaluate("document.getElementById('lines').innerText", in: tab)).contains("not_hot_home"))
            }
        }
    }
}
