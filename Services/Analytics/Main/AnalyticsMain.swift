import AnalyticsShell
import AnalyticsWeb
import Host
import Runtime
import Security
import Store
import Vocabulary

@main
struct AnalyticsMain {
    static func main() async {
        await Host.run(.analytics, migrations: AnalyticsSchema.migrations) { platform in
            let objectives = try platform.configuration.read([ServiceObjectives.section]) { ServiceObjectives(&$0) }
            let signIns = SignIns(platform.database, platform.sealer)
            let recordings = Recordings(store: FolderBlobStore(platform.folders.blobs), sealer: platform.sealer, database: platform.database)
            let queries = Queries(database: platform.database, sealer: platform.sealer, objectives: objectives)
            let routes = AnalyticsRoutes(queries: queries, recordings: recordings, glosses: Glosses(platform: platform), time: platform.time) { token in
                guard let current = try? await signIns.current(Token(secret: token)) else { return nil }
                let roles = current.person.roles
                // Who belongs to the operator's own tenant `*` reads every company.
                guard !roles.isDisjoint(with: [.supervisor, .administrator]) else { return nil }
                return .init(tenant: current.person.tenant == "*" ? nil : current.person.tenant, name: current.person.id.value)
            }
            return Assembly(services: [AnalyticsService(platform: platform)]) { routes.add(to: $0) }
        }
    }
}
