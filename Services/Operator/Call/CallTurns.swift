import ArgumentParser
import Audio
import Foundation
import Phone
import Protocols
import SpeechIntentCore
import SpeechIntentEngines

/// What the caller says, in the order of the command line: the argument parser keeps none between different options.
struct CallTurns {
    enum Wish: Equatable {
        case wav(String)
        case say(String)
        case keys(String)
    }

    let wishes: [Wish]

    init(commandLine: [String]) {
        var wishes: [Wish] = []
        var index = commandLine.startIndex
        while index < commandLine.endIndex {
            let parts = commandLine[index].split(separator: "=", maxSplits: 1).map(String.init)
            index += 1
            guard let name = parts.first, let make = Self.kinds[name] else { continue }
            if parts.count == 2 {
                wishes.append(make(parts[1]))
            } else if index < commandLine.endIndex {
                wishes.append(make(commandLine[index]))
                index += 1
            }
        }
        self.wishes = wishes
    }

    private static let kinds: [String: @Sendable (String) -> Wish] = ["--wav": { .wav($0) }, "--say": { .say($0) }, "--keys": { .keys($0) }]

    /// Reads and speaks everything before the call begins, so that no turn waits for a voice.
    func prepared() async throws -> [CallerScript.Turn] {
        let voice = wishes.contains { if case .say = $0 { true } else { false } } ? try Self.voice() : nil
        var turns: [CallerScript.Turn] = []
        for wish in wishes {
            switch wish {
            case .wav(let path): turns.append(.speech(try Self.sound(path), text: URL(fileURLWithPath: path).lastPathComponent))
            case .say(let text): if let voice { turns.append(.speech(try await Self.speak(text, voice), text: text)) }
            case .keys(let keys): turns.append(.keys(try Self.digits(keys)))
            }
        }
        return turns
    }

    static func sound(_ path: String) throws -> [Int16] {
        guard let data = FileManager.default.contents(atPath: path) else { throw ValidationError("cannot read \(path)") }
        do { return try WaveFile([UInt8](data)).mono(at: 8000) } catch { throw ValidationError("\(path): \(error)") }
    }

    private static func digits(_ keys: String) throws -> [DTMFDigit] {
        try keys.map { key in
            guard let digit = DTMFDigit(key) else { throw ValidationError("--keys takes 0-9, *, # and A-D, not \(key)") }
            return digit
        }
    }

    /// The caller's own voice; the free one where no model is prepared.
    private static func voice() throws -> any Synthesizer {
        let models = ModelFolder.standard()
        do { return try CallerVoice(models) } catch {
            Terminal.say("the caller's voice is not prepared (\(error)); espeak-ng speaks instead, which people barely follow")
            return try EspeakVoice(models)
        }
    }

    private static func speak(_ text: String, _ voice: any Synthesizer) async throws -> [Int16] {
        var samples: [Int16] = []
        for try await piece in voice.speak(text, rate: 1, deadline: .seconds(30)) { samples += piece.samples }
        return samples
    }
}
