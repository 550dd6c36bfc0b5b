import Foundation
import TestKit

/// How long is fuzzed, and with what. Bounded by default; `HOTLINE_FUZZ_SEED` and `HOTLINE_FUZZ_ROUNDS` run more.
enum Fuzz {
    static let seed = ProcessInfo.processInfo.environment["HOTLINE_FUZZ_SEED"].flatMap { UInt64($0) } ?? 20_250_101
    static let rounds = ProcessInfo.processInfo.environment["HOTLINE_FUZZ_ROUNDS"].flatMap { Int($0) } ?? 4000

    /// The files of `Corpus/<name>`, in order of their names; a crash that was found becomes a file there.
    static func corpus(_ name: String) throws -> [[UInt8]] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Corpus/\(name)")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).sorted { $0.path < $1.path }
        return try files.map { [UInt8](try Data(contentsOf: $0)) }
    }

    /// The messages of `Corpus/<name>.hex`: lines of hexadecimal digits; `#` begins a remark.
    static func hexadecimal(_ name: String) throws -> [[UInt8]] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Corpus/\(name).hex")
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
            let digits = Array(line.utf8.filter { $0 != UInt8(ascii: " ") })
            return stride(from: 0, to: digits.count - 1, by: 2).compactMap { UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16) }
        }
    }

    /// RFC 4475's messages, where `HOTLINE_TORTURE` names their folder.
    static func torture() -> [[UInt8]] {
        guard let folder = ProcessInfo.processInfo.environment["HOTLINE_TORTURE"], let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return [] }
        return names.sorted().filter { $0.hasSuffix(".dat") }.compactMap { FileManager.default.contents(atPath: folder + "/" + $0).map { [UInt8]($0) } }
    }
}

/// Small damage: bytes changed, dropped, doubled, cut, and pieces that parsers stumble over.
enum Mutation {
    private static let dictionary = [
        "\r\n", "\r\n ", "\r\n\r\n", ";", ",", "\"", "<", ">", "%", "%00", "\0", "=", ":", "@", " ", "z9hG4bK", "SIP/2.0", "Content-Length: 4294967296", "Content-Length: 2147483648", "l: 1\r\nl: 2",
        "a=ptime:", "a=des:qos mandatory local sendrecv", "\u{FEFF}", "é", "99999999999999999999", "-1", "[::", "]", "Require: 100rel\r\n", "RSeq: 1\r\n", "Replaces: a;to-tag=b;from-tag=c\r\n",
        ";tag=",
    ]

    static func mutate(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            guard !bytes.isEmpty else { return bytes }
            self.damage(&bytes, at: Int.random(in: 0..<bytes.count, using: &random), &random)
        }
        return bytes
    }

    private static func damage(_ bytes: inout [UInt8], at position: Int, _ random: inout SeededRandom) {
        switch random.next() % 6 {
        case 0: bytes[position] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes.remove(at: position)
        case 2: bytes.insert(contentsOf: Array((self.dictionary.randomElement(using: &random) ?? "").utf8), at: position)
        case 3: bytes = Array(bytes[..<position])
        case 4: bytes.insert(contentsOf: bytes[position..<min(bytes.count, position + Int.random(in: 1...40, using: &random))], at: position)
        default: bytes.removeSubrange(position..<min(bytes.count, position + Int.random(in: 1...20, using: &random)))
        }
    }
}
