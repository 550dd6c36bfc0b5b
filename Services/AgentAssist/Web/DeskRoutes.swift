import AgentAssistCore
import AgentAssistShell
import Contracts
import HTTPTypes
import Hummingbird
import Logging
import Runtime
import Security
import Vocabulary
import Web

/// The desk over HTTP, all under `/desk`: the page and what it asks. Whoever is signed in sees and changes their own desk alone.
public struct DeskRoutes: Sendable {
    let desk: Desk
    let signIns: DeskSignIns
    let pages: DeskPages
    let browsers: Browsers
    let platform: Platform
    let settings: AgentAssistSettings

    public init(desk: Desk, platform: Platform, settings: AgentAssistSettings) {
        self.desk = desk
        self.platform = platform
        self.settings = settings
        browsers = Browsers(platform: platform)
        signIns = DeskSignIns(platform: platform, duration: settings.signIn, browsers: settings.registeredBrowsers ? browsers : nil)
        pages = DeskPages()
    }

    public func add(to router: Router<WebContext>) {
        pages.add(to: router)
        router.get("desk/link") { request, _ in try await answer(request) { try await followLink(request) } }
        router.post("desk/sign-in") { request, _ in try await answer(request) { try await signIn(request) } }
        router.post("desk/sign-out") { request, _ in try await answer(request) { try await signOut(request) } }
        router.get("desk/me") { request, _ in try await answer(request) { try await me(request) } }
        router.get("desk/events") { request, context in try await answer(request) { try await events(request, context) } }
        router.get("desk/calls/:id") { request, context in try await answer(request) { try await call(request, context) } }
        router.post("desk/ack") { request, _ in try await answer(request) { try await acknowledge(request) } }
        router.post("desk/dismiss") { request, _ in try await answer(request) { try await dismiss(request) } }
        addHandling(to: router)
        addOffice(to: router)
        addTraining(to: router)
        addControls(to: router)
        addTickets(to: router)
    }

    func answer(_ request: Request, _ body: () async throws -> Response) async throws -> Response {
        do {
            if request.method != .get { try request.checkOrigin() }
            return try await body()
        } catch let refusal as Refusal {
            return refusal.response
        } catch let failure as RequestFailure {
            return failure.refusal.response
        } catch let error as HTTPError {
            throw error
        } catch {
            platform.log.error("a request of a page failed", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
            return Refusal(.serviceUnavailable, "unavailable", "the desk cannot do this now; try again").response
        }
    }

    // MARK: Signing in

    private struct Credentials: Decodable {
        var user: AgentID
        var password: Masked<String>
    }

    private func signIn(_ request: Request) async throws -> Response {
        let credentials = try await request.json(Credentials.self)
        let browser = request.browser ?? Token.make()
        do {
            let signed = try await signIns.signIn(credentials.user, password: credentials.password, browser: browser)
            return remember(signed, in: Response(status: .noContent))
        } catch var refusal as Refusal where refusal.code == Browsers.unknown && request.browser == nil {
            refusal.headers[.setCookie] = browserCookie(browser)
            throw refusal
        }
    }

    /// A year, for signing in alone.
    private func browserCookie(_ browser: Token) -> String {
        "\(Request.browserCookie)=\(browser.secret); Path=/desk; HttpOnly; SameSite=Strict; Max-Age=31536000" + (settings.secureCookie ? "; Secure" : "")
    }

    private func followLink(_ request: Request) async throws -> Response {
        guard let secret = request.uri.queryParameters["t"] else { throw Refusal(.badRequest, "no-token", "the link is incomplete: copy all of it") }
        do {
            let signed = try await signIns.redeem(Token(secret: String(secret)))
            var response = remember(signed, in: pages.entered)
            guard settings.registeredBrowsers else { return response }
            // Whoever was given a link is trusted with the browser that it is opened in.
            let browser = request.browser ?? Token.make()
            try await browsers.register(browser, of: signed.person, approvedBy: "link")
            response.headers.append(HTTPField(name: .setCookie, value: browserCookie(browser)))
            return response
        } catch let refusal as Refusal {
            return pages.linkIsOver(refusal.status)
        }
    }

    private func remember(_ signed: DeskSignIns.Signed, in response: Response) -> Response {
        var response = response
        let seconds = settings.signIn.nanoseconds / 1_000_000_000
        response.headers[.setCookie] = cookie(signed.token.secret, seconds)
        return response
    }

    private func cookie(_ value: String, _ seconds: Int64) -> String {
        "\(Request.cookie)=\(value); Path=/desk; HttpOnly; SameSite=Strict; Max-Age=\(seconds)" + (settings.secureCookie ? "; Secure" : "")
    }

    private func signOut(_ request: Request) async throws -> Response {
        if let token = request.token, let signed = try await signIns.current(token) {
            try await signIns.signOut(token)
            // Tabs of other browsers come back by themselves.
            await desk.closeLines(of: signed.person.id)
        }
        var response = Response(status: .noContent)
        response.headers[.setCookie] = cookie("", 0)
        return response
    }

    /// Who asks, if they may do this.
    func signed(_ request: Request, to permission: Permission = .takeCalls) async throws -> DeskSignIns.Signed {
        let signed = try await anybody(request)
        guard signed.person.roles.contains(where: permission.roles.contains) else {
            throw Refusal(.forbidden, "not-yours", "this needs the role \(permission.roles.map(\.rawValue).sorted().joined(separator: " or "))")
        }
        return signed
    }

    private func anybody(_ request: Request) async throws -> DeskSignIns.Signed {
        guard let token = request.token, let signed = try await signIns.current(token) else { throw Refusal.signedOut }
        return signed
    }

    // MARK: The desk

    private struct Me: Encodable {
        var agent: AgentID
        var name: Masked<String>
        var roles: [String]
        /// Milliseconds that the work after a call should take at most.
        var wrapUp: Int64
        /// When the sign-in ends.
        var until: Timestamp
        /// What the clock says here: a browser's may go wrong.
        var now: Timestamp
    }

    private func me(_ request: Request) async throws -> Response {
        let signed = try await anybody(request), person = signed.person
        return .json(
            Body.encode(
                Me(
                    agent: person.id, name: person.name, roles: person.roles.map(\.rawValue).sorted(), wrapUp: settings.wrapUp.nanoseconds / 1_000_000,
                    until: signed.expires, now: platform.time.timestamp())))
    }

    private func events(_ request: Request, _ context: WebContext) async throws -> Response {
        let signed = try await signed(request)
        let last = (request.header("last-event-id") ?? request.uri.queryParameters["after"].map(String.init)).flatMap(PageEventID.init)
        return .eventStream(for: request, context: context) { [desk] feed in
            let agent = signed.person.id
            let tab = await desk.connect(agent, of: signed.person.tenant, after: last, until: signed.expires, line: DeskEventLine(feed: feed))
            guard let tab else {
                feed.finish()
                return {}
            }
            let watch = Task { await closeWhenRevoked(feed, signed.token) }
            return {
                watch.cancel()
                await desk.disconnect(tab, of: agent)
            }
        }
    }

    /// Who is disabled or signed out elsewhere loses the stream within half a minute.
    private func closeWhenRevoked(_ feed: ServerSentEventFeed, _ token: Token) async {
        while (try? await platform.sleep(for: .seconds(30))) != nil {
            do { if try await signIns.current(token) == nil { return feed.finish() } } catch {
                platform.log.warning("a sign-in could not be checked; its page stays", metadata: ["error": "\(error)"])
            }
        }
    }

    private func call(_ request: Request, _ context: WebContext) async throws -> Response {
        let agent = try await signed(request).person.id
        let call = CallID(try context.parameters.require("id"))
        guard let picture = await desk.picture(of: call, for: agent) else { throw Refusal(.notFound, "no-such-call", "this call is not on your desk") }
        return .json(Body.encode(picture))
    }

    private struct Word: Decodable {
        var call: CallID
        var fence: Int64
        var revision: Int
    }

    private func acknowledge(_ request: Request) async throws -> Response {
        let agent = try await signed(request).person.id
        let word = try await request.json(Word.self)
        await desk.acknowledge(DeskPage.Show(call: word.call, fence: word.fence), revision: word.revision, by: agent)
        return Response(status: .noContent)
    }

    private struct PutAway: Decodable {
        var call: CallID
    }

    private func dismiss(_ request: Request) async throws -> Response {
        let agent = try await signed(request).person.id
        await desk.dismiss(try await request.json(PutAway.self).call, by: agent)
        return Response(status: .noContent)
    }
}
