import Audio
import Foundation
import Logging
import MediaGatewayCore

/// The sounds that the gateway plays by itself, read once: files in the assistant's voice, or tones where there are none.
struct PromptSounds: Sendable {
    let music: Sound
    /// What somebody on hold hears.
    let holdMusic: Sound
    let ringback = Sound(Tone.ringback)
    private let prompts: [CallPrompt: Sound]

    /// - Parameters:
    ///   - folder: holds `<prompt>.wav`; nil or absent files give tones.
    ///   - playFile: what the `play` number plays; nil gives a tune.
    ///   - holdFile: the music of hold; nil gives a quiet tune.
    init(folder: String?, playFile: String?, holdFile: String?, log: Logger) {
        music = playFile.flatMap { Self.read($0, log) } ?? Self.tune(level: -14, note: 250)
        holdMusic = holdFile.flatMap { Self.read($0, log) } ?? Self.tune(level: -24, note: 500)
        prompts = Dictionary(
            uniqueKeysWithValues: CallPrompt.allCases.map { prompt in
                (prompt, folder.flatMap { Self.read("\($0)/\(prompt.rawValue).wav", log) } ?? Self.tones(for: prompt))
            })
    }

    subscript(_ prompt: CallPrompt) -> Sound { prompts[prompt] ?? ringback }

    private static func read(_ path: String, _ log: Logger) -> Sound? {
        guard let data = FileManager.default.contents(atPath: path) else {
            log.warning("a sound file is absent, tones are played; run `hotline prompts` to make it", metadata: ["file": "\(path)"])
            return nil
        }
        do { return Sound(try WaveFile([UInt8](data)).mono(at: 8000)) } catch {
            log.warning("a sound file cannot be read, tones are played", metadata: ["file": "\(path)", "error": "\(error)"])
            return nil
        }
    }

    private static func tones(for prompt: CallPrompt) -> Sound {
        switch prompt {
        case .fallback: Sound(Tone(620, level: -14, cadence: [150, 150]), milliseconds: 900)
        case .callBackNoted: Sound(Tone(880, level: -14), milliseconds: 400)
        case .noNumber, .nobody: Sound(Tone.busy, milliseconds: 2100)
        case .hold: Sound(Tone(440, level: -20, cadence: [300, 4700]))
        }
    }

    /// A scale, up and down.
    private static func tune(level: Double, note: Int) -> Sound {
        Sound([523, 587, 659, 698, 784, 698, 659, 587].flatMap { Tone($0, level: level).samples(milliseconds: note) })
    }
}
