import Host
import Runtime
import SpeechIntentShell

@main
struct SpeechIntentMain {
    static func main() async {
        await Host.run(.speechIntent, migrations: SpeechIntentSchema.migrations) { platform in
            let settings = try platform.configuration.read(["speech-intent"]) { MainSettings(&$0) }
            let loader = IndustryLoader(settings: settings.engines, log: platform.log)
            let industries = try loader.load()
            let engines = try EngineLoader(settings: settings.engines, hotWords: industries.flatMap(\.pack.hotWords), log: platform.log).load()
            let journal = try Journal(platform: platform)
            let snapshots = PostgresSnapshots(database: platform.database, seal: platform.sealer)
            let parts = SpeechParts(engines: engines, industries: industries, seal: platform.sealer, journal: journal, snapshots: snapshots)
            let service = SpeechService(platform: platform, parts: parts, settings: settings.conversations)
            let watch = PackWatch(loader: loader, service: service, interval: settings.engines.packInterval, log: platform.log)
            let knowledge = try KnowledgeWatch(settings.engines, packs: loader.folder, log: platform.log)
            return Assembly(services: [journal, service, watch, knowledge])
        }
    }
}
