import Foundation

/// Changes the sampling rate of a whole sound with a windowed sinc, any ratio.
struct VoiceResampler {
    /// Zero crossings on each side: 16 with a Blackman window keep what folds back below -70 dB.
    private static let crossings = 16
    private static let steps = 512

    private let ratio: Double
    private let cutoff: Double
    private let halfWidth: Int
    /// The filter from its centre outwards, `steps` values for each input sample.
    private let filter: [Float]

    /// - Parameter ratio: input samples for one output sample; 3 from 24 to 8 kHz.
    init(ratio: Double) {
        self.ratio = ratio
        cutoff = min(1, 1 / ratio) * 0.94
        halfWidth = Int((Double(Self.crossings) / cutoff).rounded(.up))
        let (cutoff, halfWidth) = (cutoff, halfWidth)
        filter = (0...(halfWidth + 1) * Self.steps).map { index in
            let x = Double(index) / Double(Self.steps)
            return Float(Self.sinc(x * cutoff) * cutoff * Self.blackman(x / Double(halfWidth)))
        }
    }

    func resample(_ input: [Float]) -> [Float] {
        let count = Int(Double(input.count) / ratio)
        return (0..<count).map { sample(input, at: Double($0) * ratio) }
    }

    private func sample(_ input: [Float], at position: Double) -> Float {
        let centre = Int(position)
        let first = max(0, centre - halfWidth + 1), last = min(input.count - 1, centre + halfWidth)
        var sum: Float = 0
        guard first <= last else { return sum }
        for index in first...last {
            let distance = abs(position - Double(index)) * Double(Self.steps)
            sum += input[index] * filter[min(Int(distance + 0.5), filter.count - 1)]
        }
        return sum
    }

    private static func sinc(_ x: Double) -> Double { x == 0 ? 1 : sin(.pi * x) / (.pi * x) }

    /// 1 in the middle, 0 at the edge (x = 1) and beyond.
    private static func blackman(_ x: Double) -> Double { x >= 1 ? 0 : 0.42 + 0.5 * cos(.pi * x) + 0.08 * cos(2 * .pi * x) }
}
