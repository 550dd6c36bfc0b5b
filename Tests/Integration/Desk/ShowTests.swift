import Bus
import Contracts
import Foundation
import TestKit
import Testing
import Vocabulary

/// Routing asks for screens: what comes of it when pages, events or the desk itself are not as they should be.
@Suite(FreshDatabase(), .serialized)
struct ShowTests {
    private let call: CallID = "01SHOW"

    private func signedIn(_ world: DeskWorld, port: Int? = nil) async throws -> [String: String] {
        let answer = try await HTTP.post("/desk/sign-in", #"{"user": "\#(DeskWorld.agent)", "password": "\#(DeskWorld.password)"}"#, port: port ?? world.port)
        return ["Cookie": answer.cookie ?? ""]
    }

    private func acknowledge(_ world: DeskWorld, _ headers: [String: String], revision: Int, fence: Int64 = 1) async throws {
        let body = #"{"call": "\#(call)", "fence": \#(fence), "revision": \#(revision)}"#
        #expect(try await HTTP.post("/desk/ack", body, port: world.port, headers: headers).status == 204)
    }

    private func code(_ body: () async throws -> Int) async -> RequestFailure.Code? {
        do { _ = try await body(); return nil } catch { return (error as? RequestFailure)?.code }
    }

    @Test func whoHasNoPageHereIsNotFoundAtOnce() async throws {
        try await DeskWorld.run { world in
            let revision = try await world.angryCall(call)
            #expect(await code { try await world.show(call, revision: revision) } == .notFound)
            let page = try Page(port: world.port, headers: try await signedIn(world))
            _ = try await page.next("welcome")
            #expect(await code { try await world.show(call, revision: revision, tenant: "another") } == .notFound)
        }
    }

    @Test func aPageThatSaysNothingLosesTheCall() async throws {
        try await DeskWorld.run { world in
            let headers = try await signedIn(world)
            let page = try Page(port: world.port, headers: headers)
            _ = try await page.next("welcome")
            let revision = try await world.angryCall(call)
            #expect(await code { try await world.show(call, revision: revision) } == .timedOut)
            #expect(try await page.next("clear").data.contains("withdrawn"))
            try await acknowledge(world, headers, revision: revision)
            let told = try await world.log.events(about: call.value).contains { $0.type == ContextAcknowledged.type }
            #expect(!told, "too late is no acknowledgement")
        }
    }

    @Test func anOlderRevisionDoesNotCount() async throws {
        try await DeskWorld.run { world in
            let headers = try await signedIn(world)
            let page = try Page(port: world.port, headers: headers)
            let revision = try await world.angryCall(call)
            let shown = Task { try await world.show(call, revision: revision) }
            _ = try await page.next("show")
            try await acknowledge(world, headers, revision: revision - 1)
            try await acknowledge(world, headers, revision: revision, fence: 0)
            try await acknowledge(world, headers, revision: revision)
            #expect(try await shown.value == revision)
        }
    }

    @Test func whatWasNeverAnnouncedComesFromTheLog() async throws {
        try await DeskWorld.run { world in
            let headers = try await signedIn(world)
            let page = try Page(port: world.port, headers: headers)
            _ = try await page.next("welcome")
            world.isSilent.withLock { $0 = true }
            let revision = try await world.angryCall(call)
            let shown = Task { try await world.show(call, revision: revision) }
            #expect(try await page.next("show").data.contains("你们到底管不管"))
            try await acknowledge(world, headers, revision: revision)
            #expect(try await shown.value == revision)
            try await world.speak(call, "这一句也没有人转告", anger: 20, revision: revision + 1)
            #expect(try await page.next("change").data.contains("这一句也没有人转告"), "the log's heads tell of it within a second")
        }
    }

    @Test func aRevisionThatNobodySaidIsNotShown() async throws {
        try await DeskWorld.run { world in
            let page = try Page(port: world.port, headers: try await signedIn(world))
            _ = try await page.next("welcome")
            let revision = try await world.angryCall(call)
            #expect(await code { try await world.show(call, revision: revision + 1) } == .failed)
        }
    }

    @Test func withdrawingClearsTheScreenAndAnswersWhoWaits() async throws {
        try await DeskWorld.run { world in
            let page = try Page(port: world.port, headers: try await signedIn(world))
            let revision = try await world.angryCall(call)
            let failed = Task { await code { try await world.show(call, revision: revision, fence: 3) } }
            _ = try await page.next("show")
            _ = try await world.routing.ask(WithdrawContext(call: call, agent: DeskWorld.agent, fence: 2), of: nil)
            _ = try await world.routing.ask(WithdrawContext(call: call, agent: DeskWorld.agent, fence: 3), of: nil)
            #expect(await failed.value == .conflict)
            #expect(try await page.next("clear").data.contains("withdrawn"))
        }
    }

    @Test func aTabThatComesBackHearsWhatItMissed() async throws {
        try await DeskWorld.run { world in
            let headers = try await signedIn(world)
            let revision = try await world.angryCall(call)
            var last = ""
            do {
                let page = try Page(port: world.port, headers: headers)
                last = try await page.next("welcome").id
            }
            try await world.until("the desk sees it leave") { try await HTTP.get("/metrics", port: world.port).body.contains("hotline_desk_pages 0") }
            #expect(await code { try await world.show(call, revision: revision) } == .notFound)
            _ = try await world.say(PresenceChanged(agent: DeskWorld.agent, presence: .paused), by: .routing)
            _ = try await world.say(PresenceChanged(agent: DeskWorld.agent, presence: .ready), by: .routing)
            try await Task.sleep(for: .milliseconds(100))
            let back = try Page(port: world.port, headers: headers, after: last)
            #expect(try await back.next("presence").data.contains("paused"))
            #expect(try await back.next("presence").data.contains("ready"))
        }
    }

    @Test func aTabThatIsBackWithinASecondIsShownTheCall() async throws {
        try await DeskWorld.run { world in
            let headers = try await signedIn(world), revision = try await world.angryCall(call)
            do {
                let page = try Page(port: world.port, headers: headers)
                _ = try await page.next("welcome")
            }
            try await world.until("the desk sees it leave") { try await HTTP.get("/metrics", port: world.port).body.contains("hotline_desk_pages 0") }
            let shown = Task { try await world.show(call, revision: revision) }
            try await Task.sleep(for: .milliseconds(200))
            let back = try Page(port: world.port, headers: headers)
            _ = try await back.next("show", "welcome")
            try await world.until("it is acknowledged") {
                try await acknowledge(world, headers, revision: revision)
                return try await HTTP.get("/metrics", port: world.port).body.contains(#"hotline_desk_shows_total{outcome="acknowledged"} 1"#)
            }
            #expect(try await shown.value == revision)
        }
    }

    @Test func whoSignsOutElsewhereLosesTheStream() async throws {
        try await DeskWorld.run { world in
            let headers = try await signedIn(world), page = try Page(port: world.port, headers: headers)
            _ = try await page.next("welcome")
            #expect(try await HTTP.post("/desk/sign-out", "{}", port: world.port, headers: headers).status == 204)
            try await world.until("the stream ends") { try await HTTP.get("/metrics", port: world.port).body.contains("hotline_desk_pages 0") }
        }
    }

    @Test func whoHasGoneIsSetOffline() async throws {
        try await DeskWorld.run(", absence: 1s") { world in
            do {
                let page = try Page(port: world.port, headers: try await signedIn(world))
                _ = try await page.next("welcome")
            }
            try await world.until("Routing is told") { world.presences.withLock { $0 } == [.offline] }
        }
    }

    @Test func aBrowserThatDoesNotReadIsCutOffAndResumes() async throws {
        try await DeskWorld.run { world in
            let headers = try await signedIn(world), reader = try Page(port: world.port, headers: headers)
            let sleeper = try Page(port: world.port, headers: headers, receiving: 2048)
            let start = try await sleeper.next("welcome").id
            let revision = try await world.angryCall(call)
            let shown = Task { try await world.show(call, revision: revision) }
            _ = try await reader.next("show")
            try await acknowledge(world, headers, revision: revision)
            _ = try await shown.value
            let long = String(repeating: "很长的一句话。", count: 2000)
            var said = revision
            while try await HTTP.get("/metrics", port: world.port).body.contains("hotline_desk_pages 2"), said < 400 {
                for _ in 0..<10 {
                    said += 1
                    try await world.speak(call, "第\(said)句 " + long, anger: 10, revision: said)
                }
                while try await !reader.next("change").data.contains("第\(said)句") {}
            }
            try await world.until("the sleeper is cut off") { try await HTTP.get("/metrics", port: world.port).body.contains("hotline_desk_pages 1") }
            let back = try Page(port: world.port, headers: headers, after: start)
            // From the buffer where that still has everything, otherwise whole: the last line is there either way.
            var event = try await back.next("show", "welcome")
            while !event.data.contains("第\(said)句") { event = try await back.next("change") }
        }
    }

    @Test func anotherInstanceShowsTheCallThatIsGoingOn() async throws {
        try await DeskWorld.run { world in
            let headers = try await signedIn(world)
            let page = try Page(port: world.port, headers: headers)
            let revision = try await world.angryCall(call)
            try await world.say(AgentOffered(call: call, agent: DeskWorld.agent, fence: 1, expiresAt: Timestamp(microseconds: 0)), by: .routing)
            let shown = Task { try await world.show(call, revision: revision) }
            _ = try await page.next("show")
            try await acknowledge(world, headers, revision: revision)
            _ = try await shown.value
            try await world.say(CallHandedOver(call: call, agent: DeskWorld.agent, fence: 1, waited: 5), by: .routing)
            try await world.until("the acknowledgement is written") { try await world.log.events(about: call.value).contains { $0.type == ContextAcknowledged.type } }
            try await world.alsoRunning("b") { port in
                let elsewhere = try Page(port: port, headers: headers)
                let welcome = try await elsewhere.next("welcome").data
                #expect(welcome.contains("你们到底管不管") && welcome.contains(#""state":"talking""#))
                try await world.speak(call, "换了一台也听得见", anger: -1, revision: revision + 1)
                #expect(try await elsewhere.next("change").data.contains("换了一台也听得见"))
                try await world.say(CallEnded(call: call, cause: .agentHungUp, talked: 1, received: 1, lost: 0), by: .mediaGateway)
                #expect(try await elsewhere.next("change").data.contains(#""state":"ended""#))
            }
        }
    }
}
