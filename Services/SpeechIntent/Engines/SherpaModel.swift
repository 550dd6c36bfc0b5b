import CSherpaONNX
import SpeechIntentCore

/// A network that recognises whole utterances, and its files in a model folder.
public enum SherpaModel: Hashable, Sendable {
    /// Whisper as `deploy/models/prepare` makes it: `encoder.int8.onnx`, `decoder.int8.onnx`, `tokens.txt` in the folder.
    case whisper(folder: String = "whisper")
    /// SenseVoice: `model.int8.onnx`, `tokens.txt`.
    case senseVoice(folder: String)
    /// Paraformer (not streaming): `model.int8.onnx`, `tokens.txt`.
    case paraformer(folder: String)
    /// A zipformer transducer (not streaming): `encoder.int8.onnx`, `decoder.onnx`, `joiner.int8.onnx`, `tokens.txt`.
    case zipformer(folder: String)

    var name: String {
        switch self {
        case .whisper: "whisper"
        case .senseVoice: "sense-voice"
        case .paraformer: "paraformer"
        case .zipformer: "zipformer"
        }
    }

    /// Our Whisper says at the end of each answer how sure it was; other networks say nothing.
    var tellsConfidence: Bool { if case .whisper = self { true } else { false } }

    /// Silence to append to `seconds` of speech. sherpa-onnx lets Whisper write six tokens for each second of sound, and
    /// quick speech has nine; the network takes at most 30 s.
    func padding(for seconds: Double) -> Double {
        guard case .whisper = self else { return 0 }
        return max(0, min(max(1.5, 1 + seconds / 2), 29 - seconds))
    }

    /// Fills the part of the configuration that names the files, each checked.
    func describe(_ config: inout SherpaModelConfig, _ models: ModelFolder, _ strings: CStrings) throws(EngineFailure) {
        switch self {
        case .whisper(let folder):
            config.whisper.encoder = strings.keep(try models.file(folder + "/encoder.int8.onnx"))
            config.whisper.decoder = strings.keep(try models.file(folder + "/decoder.int8.onnx"))
            config.whisper.language = strings.keep("zh")
            config.whisper.task = strings.keep("transcribe")
            config.whisper.tail_paddings = 300
            config.tokens = strings.keep(try models.file(folder + "/tokens.txt"))
        case .senseVoice(let folder):
            config.sense_voice.model = strings.keep(try models.file(folder + "/model.int8.onnx"))
            config.sense_voice.language = strings.keep("zh")
            config.tokens = strings.keep(try models.file(folder + "/tokens.txt"))
        case .paraformer(let folder):
            config.paraformer = strings.keep(try models.file(folder + "/model.int8.onnx"))
            config.tokens = strings.keep(try models.file(folder + "/tokens.txt"))
        case .zipformer(let folder):
            config.transducer.encoder = strings.keep(try models.file(folder + "/encoder.int8.onnx"))
            config.transducer.decoder = strings.keep(try models.file(folder + "/decoder.onnx"))
            config.transducer.joiner = strings.keep(try models.file(folder + "/joiner.int8.onnx"))
            config.tokens = strings.keep(try models.file(folder + "/tokens.txt"))
        }
    }
}
