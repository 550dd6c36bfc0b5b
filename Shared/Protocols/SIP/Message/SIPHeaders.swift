/// Header fields in wire order. Values are slices of the received buffer: nothing is copied until it is read.
public struct SIPHeaders: Sendable, Equatable {
    public struct Field: Sendable, Equatable {
        public let name: SIPHeaderName
        /// Unfolded, without blanks at either end.
        public let value: ArraySlice<UInt8>

        public var text: String { String(bytes: self.value) }

        init(name: SIPHeaderName, value: ArraySlice<UInt8>) {
            self.name = name
            self.value = value
        }

        /// Line ends in the text become blanks: a value never starts a header of its own.
        public init(_ name: SIPHeaderName, _ text: String) {
            self.name = name
            self.value = Array(text.utf8.map { $0 == ASCII.carriageReturn || $0 == ASCII.lineFeed ? ASCII.space : $0 })[...]
        }
    }

    public private(set) var fields: [Field] = []

    public init() {}

    public subscript(_ name: SIPHeaderName) -> String? { self.first(name)?.text }

    public func first(_ name: SIPHeaderName) -> Field? {
        for field in self.fields where field.name == name { return field }
        return nil
    }

    public func all(_ name: SIPHeaderName) -> [Field] { self.fields.filter { $0.name == name } }

    /// Every element of a comma-separated header, over all its fields, blanks trimmed.
    public func elements(_ name: SIPHeaderName) -> [ArraySlice<UInt8>] {
        var elements: [ArraySlice<UInt8>] = []
        for field in self.fields where field.name == name { elements += Self.split(field.value) }
        return elements
    }

    /// Lower-case option tags or methods of a list header such as Require, Supported, Allow.
    public func tokens(_ name: SIPHeaderName) -> [String] {
        self.elements(name).map { String(bytes: $0).asciiLowercased }.filter { !$0.isEmpty }
    }

    public func contains(_ token: String, in name: SIPHeaderName) -> Bool {
        self.elements(name).contains { ASCII.equalIgnoringCase($0, token) }
    }

    /// The value as an unsigned number; nil when absent or malformed.
    public func number(_ name: SIPHeaderName, limit: UInt64 = UInt64(UInt32.max)) -> UInt64? {
        guard let field = self.first(name) else { return nil }
        let digits = field.value.prefix { ASCII.isDigit($0) }
        return ByteCursor.number(digits, limit: limit)
    }

    public mutating func append(_ name: SIPHeaderName, _ value: String) {
        self.fields.append(Field(name, value))
    }

    mutating func prepend(_ name: SIPHeaderName, _ value: String) { self.fields.insert(Field(name, value), at: 0) }

    public mutating func append(_ field: Field) { self.fields.append(field) }

    mutating func append(_ name: SIPHeaderName, bytes: ArraySlice<UInt8>) {
        self.fields.append(Field(name: name, value: bytes))
    }

    public mutating func set(_ name: SIPHeaderName, _ value: String) {
        self.remove(name)
        self.append(name, value)
    }

    public mutating func remove(_ name: SIPHeaderName) { self.fields.removeAll { $0.name == name } }

    mutating func reserve(_ count: Int) { self.fields.reserveCapacity(count) }

    /// Splits at commas outside quotes and angle brackets.
    static func split(_ value: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var elements: [ArraySlice<UInt8>] = []
        var start = value.startIndex
        var quoted = false, escaped = false, depth = 0
        for index in value.indices {
            let byte = value[index]
            if escaped { escaped = false; continue }
            if quoted {
                if byte == ASCII.backslash { escaped = true }
                if byte == ASCII.quote { quoted = false }
            } else if byte == ASCII.quote {
                quoted = true
            } else if byte == ASCII.less {
                depth += 1
            } else if byte == ASCII.greater {
                depth = max(0, depth - 1)
            } else if byte == ASCII.comma, depth == 0 {
                elements.append(value[start..<index].trimmed)
                start = index + 1
            }
        }
        elements.append(value[start...].trimmed)
        return elements
    }
}
