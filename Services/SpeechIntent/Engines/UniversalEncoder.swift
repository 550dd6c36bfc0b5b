import Foundation
import SpeechIntentCore

/// Universal Sentence Encoder, multilingual 3 (Yang et al. 2020): averages word pieces with their neighbours, then a few
/// dense layers. About a millisecond a sentence, where a transformer takes forty; the two err on different sentences.
struct UniversalEncoder {
    static let dimensions = UniversalWeights.row
    private let weights: UniversalWeights
    /// Pieces on the left of each that a run of 2, 3 and 5 sees.
    private static let runs = [(length: 2, left: 0), (length: 3, left: 1), (length: 5, left: 2)]

    init(_ models: ModelFolder) throws(EngineFailure) { weights = try UniversalWeights(models) }

    /// A vector of unit length.
    func vector(of text: String) -> [Float] {
        let rows = weights.pieces.numbers(of: text).map(weights.embedding)
        let projected = rows.map(project)
        var wide = rows
        for (index, run) in Self.runs.enumerated() {
            let width = UniversalWeights.branch
            let own = projected.map { Array($0[index * width..<(index + 1) * width]) }
            for (place, seen) in convolved(own, weights.branches[index], run).enumerated() { wide[place] += seen }
        }
        var sum = [Float](repeating: 0, count: weights.gain.count)
        for row in wide { for (place, value) in normalised(row, weights.gain, weights.shift).enumerated() { sum[place] += value } }
        let count = Float(rows.count)
        let bias = weights.outputBias.map { $0 * count }
        return dense(weights.output.product(sum, plus: bias).map { $0 / count.squareRoot() })
    }

    /// What the three branches begin with, one after the other.
    private func project(_ row: [Float]) -> [Float] {
        let branches = weights.branches
        let all = branches.flatMap { $0.project.product(row, plus: $0.projectBias) }
        return normalised(all, branches.flatMap(\.gain), branches.flatMap(\.shift))
    }

    /// Two layers over runs of pieces, each added to what it saw.
    private func convolved(_ rows: [[Float]], _ branch: UniversalWeights.Branch, _ run: (length: Int, left: Int)) -> [[Float]] {
        var seen = rows
        for (matrix, bias) in [(branch.first, branch.firstBias), (branch.second, branch.secondBias)] {
            seen = seen.indices.map { place in
                var heard = matrix.product(Self.window(seen, place - run.left, run.length), plus: bias)
                for index in heard.indices { heard[index] = max(heard[index], 0) + seen[place][index] }
                return heard
            }
        }
        return seen
    }

    /// The rows from `start` on, with zeros beyond the ends of the sentence.
    private static func window(_ rows: [[Float]], _ start: Int, _ length: Int) -> [Float] {
        let silence = [Float](repeating: 0, count: UniversalWeights.branch)
        return (start..<start + length).flatMap { rows.indices.contains($0) ? rows[$0] : silence }
    }

    /// Mean 0 and variance 1, then gain and shift (Ba et al. 2016).
    private func normalised(_ row: [Float], _ gain: [Float], _ shift: [Float]) -> [Float] {
        let count = Float(row.count)
        let mean = row.reduce(0, +) / count
        let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
        let factor = 1 / (variance + weights.epsilon).squareRoot()
        return row.indices.map { (row[$0] - mean) * factor * gain[$0] + shift[$0] }
    }

    private func dense(_ mean: [Float]) -> [Float] {
        let layers = weights.layers
        func positive(_ row: [Float]) -> [Float] { row.map { max($0, 0) } }
        let first = positive(layers[0].product(mean))
        let second = positive(layers[2].product(first, plus: layers[1].product(mean)))
        let third = positive(layers[3].product(second))
        let last = layers[5].product(third, plus: layers[4].product(second)).map { tanhf($0) }
        let length = last.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? last.map { $0 / length } : last
    }
}
