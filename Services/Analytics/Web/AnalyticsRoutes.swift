import AnalyticsShell
import Contracts
import Hummingbird
import HTTPTypes
import Runtime
import Vocabulary
import Web

/// `GET /v1/kpis`, `/v1/glosses`, `/v1/calls`, `/v1/calls/{id}` behind a token, their OpenAPI document, and the dashboard's page.
public struct AnalyticsRoutes: Sendable {
    /// Says who a bearer token belongs to; nil when it is nobody's or may not read figures.
    public typealias Authenticate = @Sendable (_ token: String) async -> Reader?

    public struct Reader: Sendable {
        /// Nil may read every tenant.
        public var tenant: TenantID?
        /// Who it is, for the audit.
        public var name: String
        public init(tenant: TenantID?, name: String = "") {
            self.tenant = tenant
            self.name = name
        }
    }

    let queries: Queries
    private let authenticate: Authenticate
    private let time: any TimeSource
    let recordings: Recordings?
    private let glosses: Glosses?

    /// - Parameters:
    ///   - recordings: nil answers that there are none.
    ///   - glosses: nil calls every intent by its name.
    public init(queries: Queries, recordings: Recordings? = nil, glosses: Glosses? = nil, time: any TimeSource, authenticate: @escaping Authenticate) {
        self.queries = queries
        self.time = time
        self.authenticate = authenticate
        self.recordings = recordings
        self.glosses = glosses
    }

    public func add(to router: Router<WebContext>) {
        router.get("dashboard") { _, _ in Self.page(PackageResources.dashboard_html, "text/html; charset=utf-8") }
        router.get("dashboard.js") { _, _ in Self.page(PackageResources.dashboard_js, "text/javascript; charset=utf-8") }
        router.get("dashboard-words.js") { _, _ in Self.page(PackageResources.dashboard_words_js, "text/javascript; charset=utf-8") }
        router.get("dashboard.css") { _, _ in Self.page(PackageResources.dashboard_css, "text/css; charset=utf-8") }
        router.get("openapi.json") { _, _ in Response.json(PackageResources.openapi_json) }
        router.get("v1/kpis") { request, _ in
            try await answer(request) { reader, period in try await queries.figures(period, tenant: reader.tenant) }
        }
        router.get("v1/glosses") { request, _ in try await answer(request) { reader, _ in try await glosses?.all(of: reader.tenant) ?? [:] } }
        router.get("v1/calls") { request, _ in
            try await answer(request) { reader, period in try await queries.calls(period, tenant: reader.tenant, limit: try Self.limit(request)) }
        }
        router.get("v1/calls/:id") { request, context in
            let id = try context.parameters.require("id")
            return try await answer(request) { reader, _ in
                guard let story = try await queries.story(of: CallID(id), tenant: reader.tenant) else { throw Refusal(.notFound, "no such call") }
                return story
            }
        }
        router.get("v1/calls/:id/recording") { request, context in
            try await recording(CallID(try context.parameters.require("id")), request)
        }
    }

    // MARK: Answers

    struct Refusal: Error {
        var status: HTTPResponse.Status
        var reason: String
        init(_ status: HTTPResponse.Status, _ reason: String) {
            self.status = status
            self.reason = reason
        }
        var response: Response { .json(Body.encode(["error": reason]), status: status) }
    }

    private func answer(_ request: Request, _ body: (Reader, Queries.Period) async throws -> some Encodable) async throws -> Response {
        do {
            let reader = try await reader(of: request)
            return .json(Body.encode(try await body(reader, try period(of: request))))
        } catch let refusal as Refusal {
            return refusal.response
        }
    }

    func reader(of request: Request) async throws -> Reader {
        guard let header = request.headers[.authorization], header.hasPrefix("Bearer ") else {
            throw Refusal(.unauthorized, "send the header Authorization: Bearer TOKEN; make a token with: hotline people token")
        }
        guard let reader = await authenticate(String(header.dropFirst(7))) else { throw Refusal(.unauthorized, "this token is unknown, has expired, or may not read figures") }
        return reader
    }

    /// `from` and `to`, RFC 3339; the last 24 hours when absent.
    private func period(of request: Request) throws -> Queries.Period {
        let now = time.timestamp()
        let to = try moment("to", in: request) ?? now + .seconds(1)
        let from = try moment("from", in: request) ?? to + .seconds(-86_400)
        guard from < to else { throw Refusal(.badRequest, "from must be before to") }
        return Queries.Period(from: from, to: to)
    }

    private func moment(_ name: Substring, in request: Request) throws -> Timestamp? {
        guard let text = request.uri.queryParameters[name] else { return nil }
        guard let moment = Timestamp(iso8601: String(text)) else { throw Refusal(.badRequest, "\(name) must be a moment such as 2026-11-22T08:00:00Z") }
        return moment
    }

    private static func limit(_ request: Request) throws -> Int {
        guard let text = request.uri.queryParameters["limit"] else { return 100 }
        guard let limit = Int(text), (1...1000).contains(limit) else { throw Refusal(.badRequest, "limit must be a number from 1 to 1000") }
        return limit
    }

    private static func page(_ bytes: [UInt8], _ type: String) -> Response {
        var response = Response.text(String(decoding: bytes, as: UTF8.self), type: type)
        response.headers[.contentSecurityPolicy] = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'"
        response.headers[.cacheControl] = "no-cache"
        return response
    }
}
