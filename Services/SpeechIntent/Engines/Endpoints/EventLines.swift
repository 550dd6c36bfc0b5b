/// The data of server-sent events (WHATWG HTML, section 9.2), from bytes in pieces of any length.
struct EventLines {
    /// A longer line is no event of a language model.
    static let longest = 1 << 16

    private var line: [UInt8] = []

    /// - Returns: the data of each line that is complete now; nil when a line is too long.
    mutating func received(_ bytes: some Sequence<UInt8>) -> [String]? {
        var found: [String] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                if let data = Self.data(of: line) { found.append(data) }
                line.removeAll(keepingCapacity: true)
            } else {
                line.append(byte)
                guard line.count <= Self.longest else { return nil }
            }
        }
        return found
    }

    private static func data(of line: [UInt8]) -> String? {
        let name = Array("data:".utf8)
        guard line.starts(with: name) else { return nil }
        let rest = line.dropFirst(name.count)
        return String(decoding: rest.first == UInt8(ascii: " ") ? rest.dropFirst() : rest, as: UTF8.self)
    }
}
