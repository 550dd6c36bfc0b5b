import Audio
import Foundation
import Testing

/// Keys in the sound.
@Suite struct KeyToneTests {
    private static func keys(in sound: [Int16]) -> String {
        var tones = KeyTones(), keys: [UInt8] = []
        for start in stride(from: 0, to: sound.count, by: 160) {
            let frame = Array(sound[start..<min(start + 160, sound.count)])
            if let key = frame.withUnsafeBufferPointer({ tones.heard($0) }) { keys.append(key) }
        }
        return String(decoding: keys, as: UTF8.self)
    }

    private static func pressed(_ keys: String, on: Int = 80, off: Int = 60) -> [Int16] {
        keys.utf8.flatMap { Tone.key($0, on: on, off: off)?.samples(milliseconds: on + off) ?? [] }
    }

    @Test(arguments: [(100, 60), (60, 40), (500, 100)]) func everyKeyIsHeardOnce(on: Int, off: Int) {
        #expect(Self.keys(in: Self.pressed("0123456789*#ABCD", on: on, off: off)) == "0123456789*#ABCD")
    }

    @Test func theSameKeyTwiceIsTwoKeys() { #expect(Self.keys(in: Self.pressed("1155")) == "1155") }

    @Test func keysSurviveTheLawAndNoise() {
        var random = LineSound(seed: 4).random
        let noisy = Self.pressed("4008881001").map { Mixing.add($0, Int16.random(in: -600...600, using: &random)) }
        #expect(Self.keys(in: G711.linear(aLaw: G711.aLaw(noisy))) == "4008881001")
    }

    @Test func tonesThatAreNoKeysAreNone() {
        for tone in [Tone.dial, .busy, .ringback, Tone(697), Tone(1209, 1336), Tone(350, 440)] { #expect(Self.keys(in: tone.samples(milliseconds: 2000)) == "") }
    }

    @Test func speechIsNoKey() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../Fixtures/audio")
        for name in ["cmp03", "heat01", "misc01"] {
            let wave = try WaveFile([UInt8](Data(contentsOf: folder.appendingPathComponent(name + ".wav"))))
            #expect(Self.keys(in: wave.mono(at: 8000)) == "", "\(name)")
        }
    }
}
