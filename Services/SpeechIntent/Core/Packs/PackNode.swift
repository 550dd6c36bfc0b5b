/// A parsed tree of a pack's file with the place of every part, whatever the file's syntax was.
public struct PackNode: Equatable, Sendable {
    public var value: Value
    public var place: PackPlace

    public indirect enum Value: Equatable, Sendable {
        case scalar(String)
        case list([PackNode])
        case map([(key: String, place: PackPlace, node: PackNode)])

        public static func == (left: Value, right: Value) -> Bool {
            switch (left, right) {
            case (.scalar(let a), .scalar(let b)): a == b
            case (.list(let a), .list(let b)): a == b
            case (.map(let a), .map(let b)): a.map(\.key) == b.map(\.key) && a.map(\.node) == b.map(\.node)
            default: false
            }
        }
    }

    public init(_ value: Value, at place: PackPlace) {
        self.value = value
        self.place = place
    }
}

/// File and line (from 1) of a part of a pack.
public struct PackPlace: Hashable, Sendable, CustomStringConvertible {
    public var file: String
    public var line: Int

    public init(file: String, line: Int) {
        self.file = file
        self.line = line
    }

    public var description: String { "\(self.file):\(self.line)" }
}

/// Something wrong in a pack, where, and what would be right.
public struct PackProblem: Error, Equatable, Sendable, CustomStringConvertible {
    public var place: PackPlace
    public var message: String
    /// A pack with errors does not load; warnings are advice.
    public var isError: Bool

    public init(_ place: PackPlace, _ message: String, isError: Bool = true) {
        self.place = place
        self.message = message
        self.isError = isError
    }

    public var description: String { "\(self.place): \(self.isError ? "error" : "warning"): \(self.message)" }
}
