import Glibc

/// One or two sine waves with a cadence: what a telephone says without words.
public struct Tone: Equatable, Sendable {
    /// In Hz; the second is 0 for a single wave.
    public var first: Double
    public var second: Double
    /// Peak of the sum relative to full scale, in dB.
    public var level: Double
    /// Milliseconds on and off, in turn, repeated; empty = without end.
    public var cadence: [Int]

    public init(_ first: Double, _ second: Double = 0, level: Double = -10, cadence: [Int] = []) {
        self.first = first
        self.second = second
        self.level = level
        self.cadence = cadence
    }

    // The tones of the Chinese telephone network (GB/T 3380, ITU-T E.180 supplement 2): 450 Hz, told apart by cadence.
    public static let ringback = Tone(450, cadence: [1000, 4000])
    public static let busy = Tone(450, cadence: [350, 350])
    public static let congestion = Tone(450, cadence: [700, 700])
    public static let dial = Tone(450)

    private static let rows: [Double] = [697, 770, 852, 941]
    private static let columns: [Double] = [1209, 1336, 1477, 1633]

    /// The pair of a key (ITU-T Q.23); nil for what is no key of `0`-`9`, `*`, `#`, `A`-`D`.
    public static func key(_ key: UInt8, on: Int = 100, off: Int = 60) -> Tone? {
        guard let index = Array("123A456B789C*0#D".utf8).firstIndex(of: key) else { return nil }
        return Tone(rows[index / 4], columns[index % 4], level: -6, cadence: [on, off])
    }

    /// The tone's sound from its start, as linear samples.
    public func samples(milliseconds: Int, rate: Int = 8000) -> [Int16] {
        let peak = 32767 * pow(10, level / 20) / (second == 0 ? 1 : 2)
        return (0..<max(0, milliseconds) * rate / 1000).map { index in
            guard isOn(atMillisecond: index * 1000 / rate) else { return 0 }
            let time = 2 * Double.pi * Double(index) / Double(rate)
            return Int16(peak * (sin(first * time) + (second == 0 ? 0 : sin(second * time))))
        }
    }

    /// One period of the cadence, to be played in a loop; a second of a tone without one.
    public var period: Int { cadence.isEmpty ? 1000 : cadence.reduce(0, +) }

    private func isOn(atMillisecond millisecond: Int) -> Bool {
        guard !cadence.isEmpty, period > 0 else { return true }
        var rest = millisecond % period
        for (index, length) in cadence.enumerated() {
            if rest < length { return index % 2 == 0 }
            rest -= length
        }
        return false
    }
}
