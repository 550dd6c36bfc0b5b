import Contracts
import Foundation
import Security
import TestKit
import Testing
import Vocabulary

/// What the desk's HTTP side takes and refuses.
@Suite(FreshDatabase(), .serialized)
struct DeskRequestTests {
    private static let credentials = #"{"user": "\#(DeskWorld.agent)", "password": "\#(DeskWorld.password)"}"#

    private func signedIn(_ world: DeskWorld) async throws -> [String: String] {
        let answer = try await HTTP.post("/desk/sign-in", Self.credentials, port: world.port)
        guard let cookie = answer.cookie else { throw Failure("not signed in: \(answer.body)") }
        return ["Cookie": cookie]
    }

    @Test func whoIsNotSignedInGetsNothing() async throws {
        try await DeskWorld.run { world in
            for path in ["/desk/me", "/desk/events", "/desk/calls/1", "/desk/calls/1/notes", "/desk/figures", "/desk/wall.json", "/desk/reveals", "/desk/browsers"] {
                #expect(try await HTTP.get(path, port: world.port).status == 401, "\(path)")
            }
            for path in ["/desk/ack", "/desk/presence", "/desk/dismiss", "/desk/notes", "/desk/ticket", "/desk/call-back", "/desk/urge", "/desk/reveal", "/desk/wrap-up", "/desk/browsers"] {
                #expect(try await HTTP.post(path, "{}", port: world.port).status == 401, "\(path)")
            }
            let forged = try await HTTP.get("/desk/me", port: world.port, headers: ["Cookie": "hotline_desk=AAAA"])
            #expect(forged.status == 401)
        }
    }

    @Test func theCookieIsOutOfReachOfScriptsAndOtherSites() async throws {
        try await DeskWorld.run { world in
            let answer = try await HTTP.post("/desk/sign-in", Self.credentials, port: world.port)
            #expect(answer.status == 204)
            let cookie = answer.header("set-cookie") ?? ""
            for wanted in ["HttpOnly", "SameSite=Strict", "Path=/desk", "Max-Age=43200"] { #expect(cookie.contains(wanted)) }
            let page = try await HTTP.get("/desk", port: world.port)
            #expect(page.header("content-security-policy")?.hasPrefix("default-src 'none'; script-src 'self'") == true)
            #expect(!page.body.contains("http://") && !page.body.contains("https://"), "nothing comes from elsewhere")
        }
    }

    @Test func signingOutEndsTheToken() async throws {
        try await DeskWorld.run { world in
            let headers = try await signedIn(world)
            let me = try await HTTP.get("/desk/me", port: world.port, headers: headers).body
            for field in [#""agent":"li.na""#, #""name":"李娜""#, #""roles":["agent"]"#, #""until":"#] { #expect(me.contains(field)) }
            #expect(try await HTTP.post("/desk/sign-out", "{}", port: world.port, headers: headers).status == 204)
            #expect(try await HTTP.get("/desk/me", port: world.port, headers: headers).status == 401)
        }
    }

    @Test func guessingIsSlowedDown() async throws {
        try await DeskWorld.run { world in
            let wrong = #"{"user": "li.na", "password": "guess"}"#
            for _ in 0..<5 { #expect(try await HTTP.post("/desk/sign-in", wrong, port: world.port).status == 401) }
            let refused = try await HTTP.post("/desk/sign-in", wrong, port: world.port)
            #expect(refused.status == 429)
            #expect(Int(refused.header("retry-after") ?? "").map { (1...10).contains($0) } == true)
            #expect(try await HTTP.post("/desk/sign-in", Self.credentials, port: world.port).status == 429, "the right one waits as well")
            #expect(try await HTTP.post("/desk/sign-in", #"{"user": "boss", "password": "guess"}"#, port: world.port).status == 401, "another name does not")
        }
    }

    @Test func everyRoleSeesItsOwnPagesAlone() async throws {
        try await DeskWorld.run { world in
            for role in [Role.administrator, .auditor] {
                try await world.people.put(Person(id: AgentID(role.rawValue), tenant: DeskWorld.tenant, name: Masked("某"), roles: [role]), password: Masked(DeskWorld.password))
            }
            let pages = ["/desk/events", "/desk/figures", "/desk/wall.json", "/desk/reveals", "/desk/browsers"]
            let may: [String: Set<String>] = [
                "boss": ["/desk/wall.json"], "administrator": ["/desk/wall.json", "/desk/browsers"], "auditor": ["/desk/reveals"],
                "li.na": ["/desk/figures"],
            ]
            for (user, own) in may {
                let headers = try await world.signIn(user)
                for page in pages where !(user == "li.na" && page == "/desk/events") {
                    #expect(try await HTTP.get(page, port: world.port, headers: headers).status == (own.contains(page) ? 200 : 403), "\(user) \(page)")
                }
                let presence = try await HTTP.post("/desk/presence", #"{"presence": "ready"}"#, port: world.port, headers: headers).status
                #expect(presence == (user == "li.na" ? 204 : 403), "\(user)")
            }
        }
    }

    @Test func whoHasNoRoleDoesNotSignIn() async throws {
        try await DeskWorld.run { world in
            try await world.people.put(Person(id: "nobody", tenant: DeskWorld.tenant, name: Masked("某"), roles: []), password: Masked(DeskWorld.password))
            let answer = try await HTTP.post("/desk/sign-in", #"{"user": "nobody", "password": "\#(DeskWorld.password)"}"#, port: world.port)
            #expect(answer.status == 403)
            #expect(answer.body.contains("no-role"))
        }
    }

    @Test func aLinkSignsInOnce() async throws {
        try await DeskWorld.run { world in
            let link = try await world.signIns.link(for: DeskWorld.agent, until: Timestamp(microseconds: Int64(Date().timeIntervalSince1970 + 60) * 1_000_000))
            let first = try await HTTP.get("/desk/link?t=\(link.secret)", port: world.port)
            #expect(first.status == 200)
            #expect(try await HTTP.get("/desk/me", port: world.port, headers: ["Cookie": first.cookie ?? ""]).status == 200)
            let second = try await HTTP.get("/desk/link?t=\(link.secret)", port: world.port)
            #expect(second.status == 403)
            #expect(second.cookie == nil)
            #expect(second.body.contains("链接已失效"))
            #expect(try await HTTP.get("/desk/link", port: world.port).status == 400)
        }
    }

    @Test func otherSitesCannotActForWhoIsSignedIn() async throws {
        try await DeskWorld.run { world in
            let headers = try await signedIn(world), body = #"{"presence": "ready"}"#
            for foreign in [["Sec-Fetch-Site": "cross-site"], ["Sec-Fetch-Site": "same-site"], ["Origin": "https://elsewhere.example"], ["Origin": "null"]] {
                #expect(try await HTTP.post("/desk/presence", body, port: world.port, headers: headers.merging(foreign) { $1 }).status == 403, "\(foreign)")
            }
            #expect(try await HTTP.post("/desk/presence", body, port: world.port, headers: headers.merging(["Content-Type": "text/plain"]) { $1 }).status == 415)
            #expect(try await HTTP.post("/desk/presence", body, port: world.port, headers: headers.merging(["Origin": "http://127.0.0.1"]) { $1 }).status == 204)
            #expect(world.presences.withLock { $0 } == [.ready])
        }
    }

    @Test func wrongBodiesSayWhatIsWrong() async throws {
        try await DeskWorld.run { world in
            let headers = try await signedIn(world)
            let cases: [(path: String, body: String, complaint: String)] = [
                ("ack", "{", "the body is not JSON"), ("ack", "", "the body is not JSON"), ("ack", "[]", "the body must be"), ("ack", "{}", "call is missing"),
                ("ack", #"{"call": 1, "fence": 1, "revision": 1}"#, "call must be text"), ("ack", #"{"call": "a", "fence": "x", "revision": 1}"#, "fence must be a whole number"),
                ("ack", #"{"call": "a", "fence": 1, "revision": null}"#, "revision must be a whole number"), ("ack", #"{"call": "a", "fence": 1, "revision": 1e400}"#, "the body is not JSON"),
                ("presence", #"{"presence": "sleepy"}"#, "presence has a value"), ("presence", #"{"presence": "busy"}"#, "busy comes with a call"), ("dismiss", #"{"call": []}"#, "call must be text"),
            ]
            for (path, body, complaint) in cases {
                let answer = try await HTTP.post("/desk/" + path, body, port: world.port, headers: headers)
                #expect(answer.status == 400, "\(path) \(body)")
                #expect(answer.body.contains(complaint), "\(path) \(body): \(answer.body)")
            }
            let large = #"{"call": "\#(String(repeating: "x", count: 20_000))"}"#
            #expect(try await HTTP.post("/desk/dismiss", large, port: world.port, headers: headers).status == 413)
            #expect(try await HTTP.post("/desk/ack", #"{"call": "no such call", "fence": 1, "revision": 1}"#, port: world.port, headers: headers).status == 204)
        }
    }

    @Test func aCallIsSeenByItsAgentAlone() async throws {
        try await DeskWorld.run { world in
            try await world.people.put(Person(id: "wang", tenant: DeskWorld.tenant, name: Masked("王"), roles: [.agent]), password: Masked(DeskWorld.password))
            let own = try await signedIn(world)
            let other = ["Cookie": try await HTTP.post("/desk/sign-in", #"{"user": "wang", "password": "\#(DeskWorld.password)"}"#, port: world.port).cookie ?? ""]
            let page = try Page(port: world.port, headers: own), stranger = try Page(port: world.port, headers: other)
            _ = try await (page.next("welcome"), stranger.next("welcome"))
            let revision = try await world.angryCall("01OWN")
            let shown = Task { try await world.show("01OWN", revision: revision) }
            _ = try await page.next("show")
            #expect(try await HTTP.post("/desk/ack", #"{"call": "01OWN", "fence": 1, "revision": \#(revision)}"#, port: world.port, headers: other).status == 204)
            #expect(try await HTTP.get("/desk/calls/01OWN", port: world.port, headers: other).status == 404)
            let seen = try await HTTP.get("/desk/calls/01OWN", port: world.port, headers: own)
            #expect(seen.status == 200)
            #expect(seen.body.contains("138****1234") && !seen.body.contains("13800001234"))
            await #expect(throws: RequestFailure.self, "a stranger's word is no acknowledgement") { try await shown.value }
        }
    }
}
