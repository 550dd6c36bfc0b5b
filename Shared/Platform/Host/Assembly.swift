import ServiceLifecycle
import Web

/// What a main makes of the platform: the services to run and the routes to serve.
public struct Assembly: Sendable {
    public var services: [any Service]
    public var routes: WebServer.Routes?

    public init(services: [any Service], routes: WebServer.Routes? = nil) {
        self.services = services
        self.routes = routes
    }
}
