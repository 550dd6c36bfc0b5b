import ArgumentParser
import Audio
import Foundation
import SpeechIntentCore
import SpeechIntentEngines

/// Which of the embedded voices speaks.
enum SpeakingVoice: String, ExpressibleByArgument, CaseIterable {
    case assistant, caller

    func open() throws -> any Synthesizer {
        let models = ModelFolder.standard()
        return switch self {
        case .assistant: try SherpaVoice(models)
        case .caller: try CallerVoice(models)
        }
    }
}

struct Speak: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Speaks a text into a sound file: 8 kHz, 16 bit, mono.")
    @Option(help: "What is said.") var text: String
    @Option(help: "assistant or caller.") var voice = SpeakingVoice.assistant
    @Option(help: "The WAV file to write.") var out: String

    func run() async throws {
        try await SpokenFile.write(text, in: try voice.open(), to: out)
        Terminal.print(out)
    }
}

struct Prompts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes the sound files that a gateway plays by itself when no assistant can.",
        discussion: "Point media-gateway.prompts at the folder.")
    @Option(help: "The folder to write to.") var out: String

    /// By the names that the gateway looks for.
    static let texts = [
        "fallback": "您好，这里是客服热线，本次通话将被录音。智能助手暂时无法接听。需要我们给您回电，请按一。转人工服务，请按零。",
        "call-back-noted": "已经为您登记，我们会尽快给您回电。感谢您的来电，再见。",
        "no-number": "抱歉，没有收到您的来电号码，无法为您登记回电。请您稍后再拨，再见。",
        "hold": "请稍候，正在为您接通人工坐席。",
        "nobody": "抱歉，坐席暂时无人接听。请您稍后再拨，再见。",
    ]

    func run() async throws {
        try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
        let voice = try SpeakingVoice.assistant.open()
        for (name, text) in Self.texts.sorted(by: { $0.key < $1.key }) { try await SpokenFile.write(text, in: voice, to: "\(out)/\(name).wav") }
        Terminal.print("\(Self.texts.count) prompts in \(out)")
    }
}

enum SpokenFile {
    static func write(_ text: String, in voice: any Synthesizer, to path: String) async throws {
        var samples: [Int16] = []
        for try await piece in voice.speak(text, rate: 1, deadline: .seconds(20)) { samples += piece.samples }
        let file = WaveFile(samples: samples, rate: 8000)
        try Data(file.bytes()).write(to: URL(fileURLWithPath: path), options: .atomic)
    }
}
