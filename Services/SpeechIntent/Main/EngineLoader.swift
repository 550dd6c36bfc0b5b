import Logging
import SpeechIntentCore
import SpeechIntentEngines
import SpeechIntentShell

/// Makes the engines that the configuration names. One that cannot be made is left out with a line that says what to do;
/// without any voice the service does not start, without any recogniser callers are served by the keypad.
struct EngineLoader {
    let settings: EngineSettings
    /// Of the packs, for engines that take them.
    let hotWords: [String]
    let log: Logger

    func load() throws -> SpeechEngines {
        let models = settings.modelFolder
        let detectors = try SileroDetectors(models)
        let recognisers = usable(settings.recognisers, "recogniser") { try recogniser($0, models) }
        if recognisers.engines.isEmpty {
            log.critical("no recogniser can be used: callers are served by the keypad and by persons", metadata: ["reasons": "\(recognisers.reasons.joined(separator: "; "))"])
        }
        var engines = SpeechEngines(
            recognisers: recognisers.engines,
            voices: try all(settings.voices, "voice") { try voice($0, models) },
            model: model(), voiceActivity: { try detectors.activity() }, deadlines: settings.deadlines)
        engines.compositions = settings.compositions
        return engines
    }

    /// A language model that cannot be used is left out: everything works without.
    private func model() -> (any LanguageModel)? {
        guard let address = settings.languageModel else { return nil }
        do { return ChatModel(try endpoint(address).0) } catch {
            log.error("the language model cannot be used; articles are spoken as they are", metadata: ["error": "\(error)"])
            return nil
        }
    }

    /// `http://HOST/v1#MODEL` or `http://HOST/v1#MODEL/VOICE`
    private func endpoint(_ address: String?) throws -> (Endpoint, voice: String) {
        let parts = (address ?? "").split(separator: "#", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { throw EngineFailure(.missing, "'\(address ?? "")' is not of the form http://HOST/v1#MODEL") }
        let names = parts[1].split(separator: "/", maxSplits: 1).map(String.init)
        return (try Endpoint(parts[0], model: names.first ?? "", key: try key()), names.count > 1 ? names[1] : "default")
    }

    private func key() throws -> String? {
        guard let file = settings.keyFile else { return nil }
        guard let text = try? String(contentsOfFile: file, encoding: .utf8), let line = text.split(whereSeparator: \.isNewline).first else {
            throw EngineFailure(.missing, "\(file) holds no key: speech-intent.endpoint-key-file must name a file with a key in its first line")
        }
        return String(line)
    }

    private func all<Engine>(_ names: [String], _ kind: String, _ make: (String) throws -> Engine) throws -> [Engine] {
        let (engines, reasons) = usable(names, kind, make)
        guard !engines.isEmpty else { throw EngineFailure(.missing, "no \(kind) can be used: \(reasons.joined(separator: "; "))") }
        return engines
    }

    /// Those that can be made, and why the others cannot.
    private func usable<Engine>(_ names: [String], _ kind: String, _ make: (String) throws -> Engine) -> (engines: [Engine], reasons: [String]) {
        var engines: [Engine] = [], reasons: [String] = []
        for name in names {
            do { engines.append(try make(name)) } catch {
                reasons.append("\(name): \(error)")
                log.error("an engine cannot be used", metadata: ["kind": "\(kind)", "engine": "\(name)", "error": "\(error)"])
            }
        }
        return (engines, reasons)
    }

    private func recogniser(_ name: String, _ models: ModelFolder) throws -> any Recognizer {
        let (kind, folder) = parts(name)
        let limits = EngineThreads.Limits(parallel: settings.parallel)
        switch kind {
        case "whisper": return try SherpaRecognizer(models, model: .whisper(folder: folder ?? "whisper"), limits: limits)
        case "sense-voice": return try SherpaRecognizer(models, model: .senseVoice(folder: folder ?? "sense-voice"), limits: limits)
        case "paraformer": return try SherpaRecognizer(models, model: .paraformer(folder: folder ?? "paraformer"), limits: limits)
        case "zipformer": return try SherpaRecognizer(models, model: .zipformer(folder: folder ?? "zipformer"), limits: limits)
        case "funasr": return try FunASRRecognizer(folder ?? "", hotWords: hotWords, limits: limits)
        case "openai": return try TranscriptionEndpoint(try endpoint(folder).0, hotWords: hotWords)
        default:
            throw EngineFailure(
                .missing, "there is no recogniser '\(kind)'; there are whisper, sense-voice:FOLDER, paraformer:FOLDER, zipformer:FOLDER, funasr:ws://HOST:PORT and openai:http://HOST/v1#MODEL")
        }
    }

    private func voice(_ name: String, _ models: ModelFolder) throws -> any Synthesizer {
        let (kind, folder) = parts(name)
        switch kind {
        case "sherpa":
            var settings = SherpaVoice.Settings()
            if let folder { settings.folder = folder }
            return try SherpaVoice(models, settings: settings)
        case "matcha", "kokoro":
            var settings = SherpaVoice.Settings()
            settings.folder = folder ?? kind
            settings.kind = kind == "matcha" ? .matcha : .kokoro
            return try SherpaVoice(models, settings: settings)
        case "openai":
            let (endpoint, voice) = try endpoint(folder)
            return SpeechEndpoint(endpoint, voice: voice)
        case "espeak": return try EspeakVoice(models)
        default: throw EngineFailure(.missing, "there is no voice '\(kind)'; there are sherpa:FOLDER, matcha:FOLDER, kokoro:FOLDER, openai:http://HOST/v1#MODEL/VOICE and espeak")
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
