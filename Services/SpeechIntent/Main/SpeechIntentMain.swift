import Host
import Runtime
import SpeechIntentShell

@main
struct SpeechIntentMain {
    static func main() async {
        await Host.run(.speechIntent, migrations: SpeechIntentSchema.migrations) { platform in
            let settings = try platform.configuration.read(["speech-intent"]) { MainSettings(&$0) }
            let engines = try EngineLoader(settings: settings.engines, log: platform.log).load()
            let industries = try IndustryLoader(settings: settings.engines, log: platform.log).load()
            let journal = try Journal(platform: platform)
            let snapshots = PostgresSnapshots(database: platform.database, seal: platform.sealer)
            let parts = SpeechParts(engines: engines, industries: industries, seal: platform.sealer, journal: journal, snapshots: snapshots)
            return Assembly(services: [journal, SpeechService(platform: platform, parts: parts, settings: settings.conversations)])
        }
    }
}
