import Host
import TicketingShell

@main
struct TicketingMain {
    static func main() async {
        await Host.run(.ticketing, migrations: TicketingSchema.migrations) { platform in
            Assembly(services: [TicketingService(platform: platform)])
        }
    }
}
