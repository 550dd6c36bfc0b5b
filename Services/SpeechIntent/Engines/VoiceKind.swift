import CSherpaONNX
import SpeechIntentCore

/// The families of voices that sherpa-onnx speaks with, and their files in a voice's folder.
public enum VoiceKind: Hashable, Sendable {
    /// `model.onnx`, `lexicon.txt`, `tokens.txt`
    case vits
    /// `acoustic.onnx`, `vocoder.onnx`, `lexicon.txt`, `tokens.txt`
    case matcha
    /// `model.onnx`, `voices.bin`, `lexicon.txt`, `tokens.txt`
    case kokoro

    /// The file that holds the network.
    var network: String { self == .matcha ? "acoustic.onnx" : "model.onnx" }

    /// Fills the part of the configuration that names the files, each checked.
    func describe(_ config: inout SherpaVoiceConfig, _ models: ModelFolder, folder: String, _ strings: CStrings) throws(EngineFailure) {
        func file(_ name: String) throws(EngineFailure) -> UnsafePointer<CChar>? { strings.keep(try models.file(folder + "/" + name)) }
        switch self {
        case .vits:
            config.vits.model = try file("model.onnx")
            config.vits.lexicon = try file("lexicon.txt")
            config.vits.tokens = try file("tokens.txt")
            config.vits.length_scale = 1
        case .matcha:
            config.matcha.acoustic_model = try file("acoustic.onnx")
            config.matcha.vocoder = try file("vocoder.onnx")
            config.matcha.lexicon = try file("lexicon.txt")
            config.matcha.tokens = try file("tokens.txt")
            config.matcha.length_scale = 1
        case .kokoro:
            config.kokoro.model = try file("model.onnx")
            config.kokoro.voices = try file("voices.bin")
            config.kokoro.lexicon = try file("lexicon.txt")
            config.kokoro.tokens = try file("tokens.txt")
            config.kokoro.length_scale = 1
        }
    }
}
