import Protocols

extension String {
    /// Wire bytes of a message written with plain line ends.
    var wire: [UInt8] { Array(self.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n").utf8) }
}

func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
