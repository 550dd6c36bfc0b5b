import Foundation
import SpeechIntentCore

/// The file `embed/use-multilingual.bin` (layout: deploy/models/use_step.py).
struct UniversalWeights {
    static let file = "embed/use-multilingual.bin"
    /// Width of a piece's row, of a branch, and of the dense layers.
    static let row = 512, branch = 256, dense = 320

    /// One of the three runs of convolution, over 2, 3 and 5 pieces.
    struct Branch {
        var project: Matrix, projectBias: [Float]
        var gain: [Float], shift: [Float]
        var first: Matrix, firstBias: [Float]
        var second: Matrix, secondBias: [Float]
    }

    let pieces: WordPieces
    let epsilon: Float
    let branches: [Branch]
    let gain: [Float], shift: [Float]
    let output: Matrix, outputBias: [Float]
    /// d0, p1, d1, d2, p3, d3 of the file.
    let layers: [Matrix]
    private let scales: [(scale: Float, lowest: Float)]
    private let table: [UInt8]

    /// - Throws: `.missing` with the file's name when it is absent, cut short or of another version.
    init(_ models: ModelFolder) throws(EngineFailure) {
        var bytes = WeightCursor(try models.bytes(Self.file), name: "\(models.path)/\(Self.file)")
        try bytes.expect("hotline-use 1\n")
        let count = Int(try bytes.integer()), unknownScore = try bytes.float()
        epsilon = try bytes.float()
        var texts: [(text: String, score: Float)] = []
        var scales: [(Float, Float)] = []
        for _ in 0..<count {
            texts.append((try bytes.text(), try bytes.float()))
            scales.append((try bytes.float(), try bytes.float()))
        }
        pieces = WordPieces(texts, unknownScore: unknownScore)
        self.scales = scales
        table = try bytes.take(count * Self.row)
        branches = [try Self.branch(2, &bytes), try Self.branch(3, &bytes), try Self.branch(5, &bytes)]
        let wide = Self.row + 3 * Self.branch
        gain = try bytes.floats(wide)
        shift = try bytes.floats(wide)
        output = try bytes.matrix(wide, Self.row)
        outputBias = try bytes.floats(Self.row)
        let shapes = [(Self.row, Self.dense), (Self.row, Self.dense), (Self.dense, Self.dense), (Self.dense, Self.row), (Self.dense, Self.row), (Self.row, Self.row)]
        var layers: [Matrix] = []
        for (rows, columns) in shapes { layers.append(try bytes.matrix(rows, columns)) }
        self.layers = layers
    }

    private static func branch(_ order: Int, _ bytes: inout WeightCursor) throws(EngineFailure) -> Branch {
        Branch(
            project: try bytes.matrix(row, branch), projectBias: try bytes.floats(branch), gain: try bytes.floats(branch),
            shift: try bytes.floats(branch), first: try bytes.matrix(order * branch, branch), firstBias: try bytes.floats(branch),
            second: try bytes.matrix(order * branch, branch), secondBias: try bytes.floats(branch))
    }

    /// The row of a piece, made of its bytes.
    func embedding(of piece: Int) -> [Float] {
        guard scales.indices.contains(piece) else { return [Float](repeating: 0, count: Self.row) }
        let (scale, lowest) = scales[piece]
        return table[piece * Self.row..<(piece + 1) * Self.row].map { Float($0) * scale + lowest }
    }
}

/// Reads the file front to back; every error names it.
private struct WeightCursor {
    private let bytes: [UInt8]
    private let name: String
    private var offset = 0

    init(_ bytes: [UInt8], name: String) { (self.bytes, self.name) = (bytes, name) }

    mutating func take(_ count: Int) throws(EngineFailure) -> [UInt8] {
        guard count >= 0, bytes.count - offset >= count else {
            throw EngineFailure(.missing, "\(name) is damaged: \(ModelFolder.remedy)")
        }
        defer { offset += count }
        return Array(bytes[offset..<offset + count])
    }

    mutating func expect(_ text: String) throws(EngineFailure) {
        guard try take(text.utf8.count) == Array(text.utf8) else {
            throw EngineFailure(.missing, "\(name) is of another version: \(ModelFolder.remedy)")
        }
    }

    mutating func integer() throws(EngineFailure) -> UInt32 { try take(4).reversed().reduce(0) { $0 << 8 | UInt32($1) } }
    mutating func float() throws(EngineFailure) -> Float { Float(bitPattern: try integer()) }
    mutating func text() throws(EngineFailure) -> String { String(decoding: try take(Int(try take(1)[0])), as: UTF8.self) }

    mutating func floats(_ count: Int) throws(EngineFailure) -> [Float] {
        let data = try take(count * 4)
        return data.withUnsafeBytes { raw in (0..<count).map { Float(bitPattern: UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self))) } }
    }

    mutating func matrix(_ rows: Int, _ columns: Int) throws(EngineFailure) -> Matrix {
        Matrix(rows: rows, columns: columns, values: try floats(rows * columns))
    }
}
