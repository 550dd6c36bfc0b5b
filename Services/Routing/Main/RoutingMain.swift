import Host
import Runtime
import RoutingShell
import Vocabulary

@main
struct RoutingMain {
    static func main() async {
        await Host.run(.routing, migrations: RoutingSchema.migrations) { platform in
            let settings = try platform.configuration.read(["routing", ServiceObjectives.section]) { RoutingSettings(&$0) }
            return Assembly(services: [RoutingService(platform: platform, settings: settings)])
        }
    }
}
