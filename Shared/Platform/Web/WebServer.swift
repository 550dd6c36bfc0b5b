import Hummingbird
import HTTPTypes
import Logging
import NIOCore
import Runtime
import ServiceLifecycle
import Vocabulary

/// A service's HTTP side: its own routes, and for everyone `/healthz` (the process lives), `/readyz` (it can work; 503
/// with one line a problem otherwise) and `/metrics` (Prometheus text).
public struct WebServer: Service {
    public typealias Routes = @Sendable (Router<WebContext>) -> Void

    private let settings: WebSettings
    private let metrics: Metrics
    private let readiness: Readiness
    private let log: Logger
    private let routes: Routes?

    public init(_ settings: WebSettings, metrics: Metrics, readiness: Readiness, log: Logger, routes: Routes?) {
        self.settings = settings
        self.metrics = metrics
        self.readiness = readiness
        self.log = log
        self.routes = routes
    }

    public func run() async throws {
        let router = Router(context: WebContext.self)
        router.get("healthz") { _, _ in "ok\n" }
        router.get("readyz") { [readiness] _, _ -> Response in
            let problems = await readiness.problems()
            return .text(problems.isEmpty ? "ready\n" : problems.joined(separator: "\n") + "\n", status: problems.isEmpty ? .ok : .serviceUnavailable)
        }
        router.get("metrics") { [metrics] _, _ -> Response in .text(metrics.text(), type: "text/plain; version=0.0.4; charset=utf-8") }
        routes?(router)
        // Hummingbird tells of its start and of every lost connection; that is noise in a service's log.
        var quiet = log
        quiet.logLevel = .error
        let application = Application(
            router: router,
            configuration: .init(address: .hostname(settings.address, port: settings.port), serverName: nil),
            onServerRunning: { [log, settings] _ in
                log.info("web server is listening", metadata: ["address": "\(settings.address)", "port": "\(settings.port)"])
            },
            logger: quiet)
        try await application.run()
    }
}

/// Carries the connection, for streams that must know when it dies, and a bound on bodies: 1 MiB.
public struct WebContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    public let channel: any Channel
    public var maxUploadSize: Int { 1 << 20 }
    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }
}

extension Response {
    public static func text(_ text: String, type: String = "text/plain; charset=utf-8", status: HTTPResponse.Status = .ok) -> Response {
        Response(status: status, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// A body of ready-made JSON.
    public static func json(_ bytes: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
