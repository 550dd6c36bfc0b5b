/// Reads peer bytes from left to right; every read is checked, none traps.
struct ByteCursor {
    let bytes: ArraySlice<UInt8>
    private(set) var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        self.position = bytes.startIndex
    }

    var isAtEnd: Bool { self.position >= self.bytes.endIndex }
    var peek: UInt8? { self.isAtEnd ? nil : self.bytes[self.position] }
    var rest: ArraySlice<UInt8> { self.bytes[self.position...] }

    func peek(ahead distance: Int) -> UInt8? {
        let index = self.position + distance
        return index < self.bytes.endIndex ? self.bytes[index] : nil
    }

    mutating func advance() { if !self.isAtEnd { self.position += 1 } }

    mutating func consume(_ byte: UInt8) -> Bool {
        guard self.peek == byte else { return false }
        self.position += 1
        return true
    }

    mutating func skipBlanks() {
        while let byte = self.peek, ASCII.isBlank(byte) { self.position += 1 }
    }

    mutating func take(while accepts: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let start = self.position
        while let byte = self.peek, accepts(byte) { self.position += 1 }
        return self.bytes[start..<self.position]
    }

    /// A separator with blanks allowed on both sides (`SLASH`, `EQUAL`, `SEMI` … of RFC 3261 §25.1).
    mutating func consumeSeparator(_ byte: UInt8) -> Bool {
        let start = self.position
        self.skipBlanks()
        guard self.consume(byte) else {
            self.position = start
            return false
        }
        self.skipBlanks()
        return true
    }

    /// The quoted string that starts here, quotes included; nil when it never ends.
    mutating func takeQuoted() -> ArraySlice<UInt8>? {
        let start = self.position
        guard self.consume(ASCII.quote) else { return nil }
        while let byte = self.peek {
            self.position += 1
            if byte == ASCII.backslash { self.advance() }
            if byte == ASCII.quote { return self.bytes[start..<self.position] }
        }
        self.position = start
        return nil
    }

    /// An unsigned decimal number of at least one digit; nil when absent or above `limit`.
    mutating func takeNumber(limit: UInt64) -> UInt64? {
        let digits = self.take(while: ASCII.isDigit)
        return Self.number(digits, limit: limit)
    }

    static func number(_ digits: ArraySlice<UInt8>, limit: UInt64) -> UInt64? {
        guard !digits.isEmpty else { return nil }
        var value: UInt64 = 0
        for digit in digits {
            guard ASCII.isDigit(digit) else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt64(digit &- 0x30))
            if overflow || carry || sum > limit { return nil }
            value = sum
        }
        return value
    }
}

extension ArraySlice where Element == UInt8 {
    /// The slice without blanks and line ends at both sides.
    var trimmed: ArraySlice<UInt8> {
        var slice = self
        while let first = slice.first, ASCII.isBlank(first) || first == 13 || first == 10 { slice = slice.dropFirst() }
        while let last = slice.last, ASCII.isBlank(last) || last == 13 || last == 10 { slice = slice.dropLast() }
        return slice
    }
}
