import Host
import MediaGatewayShell
import Runtime

@main
struct MediaGatewayMain {
    static func main() async {
        await Host.run(.mediaGateway, migrations: GatewaySchema.migrations) { platform in
            let settings = try platform.configuration.read(["media-gateway"]) { GatewaySettings(&$0, index: platform.index) }
            let service = try GatewayService(platform: platform, settings: settings)
            return Assembly(services: [service.journal, service])
        }
    }
}
