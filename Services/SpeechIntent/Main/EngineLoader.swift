import Logging
import SpeechIntentCore
import SpeechIntentEngines
import SpeechIntentShell

/// Makes the engines that the configuration names. One that cannot be made is left out with a line that says what to do;
/// without any of a kind the service does not start.
struct EngineLoader {
    let settings: EngineSettings
    let log: Logger

    func load() throws -> SpeechEngines {
        let models = settings.modelFolder
        let detectors = try SileroDetectors(models)
        return SpeechEngines(
            recognisers: try all(settings.recognisers, "recogniser") { try recogniser($0, models) },
            voices: try all(settings.voices, "voice") { try voice($0, models) },
            voiceActivity: { try detectors.activity() }, deadlines: settings.deadlines)
    }

    private func all<Engine>(_ names: [String], _ kind: String, _ make: (String) throws -> Engine) throws -> [Engine] {
        var engines: [Engine] = [], reasons: [String] = []
        for name in names {
            do { engines.append(try make(name)) } catch {
                reasons.append("\(name): \(error)")
                log.error("an engine cannot be used", metadata: ["kind": "\(kind)", "engine": "\(name)", "error": "\(error)"])
            }
        }
        guard !engines.isEmpty else { throw EngineFailure(.missing, "no \(kind) can be used: \(reasons.joined(separator: "; "))") }
        return engines
    }

    private func recogniser(_ name: String, _ models: ModelFolder) throws -> any Recognizer {
        let (kind, folder) = parts(name)
        let limits = EngineThreads.Limits(parallel: settings.parallel)
        switch kind {
        case "whisper": return try SherpaRecognizer(models, model: .whisper(folder: folder ?? "whisper"), limits: limits)
        case "sense-voice": return try SherpaRecognizer(models, model: .senseVoice(folder: folder ?? "sense-voice"), limits: limits)
        case "paraformer": return try SherpaRecognizer(models, model: .paraformer(folder: folder ?? "paraformer"), limits: limits)
        default: throw EngineFailure(.missing, "there is no recogniser '\(kind)'; there are whisper, sense-voice:FOLDER and paraformer:FOLDER")
        }
    }

    private func voice(_ name: String, _ models: ModelFolder) throws -> any Synthesizer {
        let (kind, folder) = parts(name)
        switch kind {
        case "sherpa":
            var settings = SherpaVoice.Settings()
            if let folder { settings.folder = folder }
            return try SherpaVoice(models, settings: settings)
        case "espeak": return try EspeakVoice(models)
        default: throw EngineFailure(.missing, "there is no voice '\(kind)'; there are sherpa, sherpa:FOLDER and espeak")
        }
    }

    /// `kind` or `kind:folder`
    private func parts(_ name: String) -> (String, String?) {
        let parts = name.split(separator: ":", maxSplits: 1).map(String.init)
        return (parts.first ?? "", parts.count > 1 ? parts[1] : nil)
    }
}

extension EngineSettings {
    var modelFolder: ModelFolder { models.map { ModelFolder($0) } ?? .standard() }
}
