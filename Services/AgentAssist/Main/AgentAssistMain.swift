import AgentAssistShell
import AgentAssistWeb
import Host
import Runtime
import Vocabulary

@main
struct AgentAssistMain {
    static func main() async {
        await Host.run(.agentAssist, migrations: AgentAssistSchema.migrations) { platform in
            let settings = try platform.configuration.read(["agent-assist", ServiceObjectives.section]) { AgentAssistSettings(&$0) }
            let desk = Desk(platform: platform, settings: settings)
            let routes = DeskRoutes(desk: desk, platform: platform, settings: settings)
            return Assembly(services: [AgentAssistService(platform: platform, desk: desk)]) { routes.add(to: $0) }
        }
    }
}
