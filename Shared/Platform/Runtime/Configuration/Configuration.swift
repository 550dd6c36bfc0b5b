import Foundation
import Yams

/// What a file and the environment say, before anybody asked: dotted keys with their values and where they stand.
///
/// The environment wins: `media-gateway.sip.port` is `HOTLINE_MEDIA_GATEWAY_SIP_PORT`.
public struct Configuration: Sendable {
    public struct Entry: Sendable, Hashable {
        var values: [String]
        var isList: Bool
        /// `hotline.yaml:12` or `$HOTLINE_BUS_BIND`
        var origin: String
    }

    /// Every top-level name that means something to somebody; another name is a mistake.
    public static let sections: Set<String> = [
        "database", "bus", "http", "log", "security", "blobs", "spool", "media-gateway",
        "speech-intent", "routing", "agent-assist", "ticketing", "analytics", "objectives",
    ]

    private(set) var entries: [String: Entry]
    private let environment: [String: String]
    private let file: String

    /// - Parameters:
    ///   - text: YAML; nested mappings become dotted keys.
    ///   - file: the name used in errors.
    /// - Throws: `ConfigurationError` for text that is not YAML or a section that nobody knows.
    public init(yaml text: String, file: String, environment: [String: String] = [:]) throws(ConfigurationError) {
        self.environment = environment
        self.file = file
        entries = [:]
        let root: Node?
        do { root = try Yams.compose(yaml: text) } catch {
            throw ConfigurationError(problems: ["\(file): not YAML: \(error)"])
        }
        var problems: [String] = []
        if let root { flatten(root, key: "", into: &problems) }
        for key in entries.keys.sorted() where !Self.sections.contains(String(key.prefix { $0 != "." })) {
            problems.append("\(entries[key]?.origin ?? file): unknown section '\(key.prefix { $0 != "." })'; known: \(Self.sections.sorted().joined(separator: ", "))")
        }
        guard problems.isEmpty else { throw ConfigurationError(problems: problems) }
    }

    /// Reads a file; an absent path gives the defaults.
    public static func load(path: String?, environment: [String: String] = ProcessInfo.processInfo.environment) throws(ConfigurationError) -> Configuration {
        guard let path else { return try Configuration(yaml: "", file: "defaults", environment: environment) }
        guard let data = FileManager.default.contents(atPath: path), let text = String(bytes: data, encoding: .utf8) else {
            throw ConfigurationError(problems: ["\(path): cannot be read as UTF-8 text; pass --config with the path of a YAML file"])
        }
        return try Configuration(yaml: text, file: path, environment: environment)
    }

    /// Reads settings and then refuses what is wrong or unknown in their sections, all at once.
    /// - Parameter sections: the top-level names that this reader reads completely.
    public func read<Settings>(_ sections: Set<String>, _ body: (inout SettingsReader) -> Settings) throws(ConfigurationError) -> Settings {
        var reader = SettingsReader(configuration: self)
        let settings = body(&reader)
        try reader.finish(sections)
        return settings
    }

    func entry(_ key: String) -> Entry? {
        let variable = Self.variable(for: key)
        if let value = environment[variable] { return Entry(values: [value], isList: false, origin: "$" + variable) }
        return entries[key]
    }

    static func variable(for key: String) -> String {
        "HOTLINE_" + key.uppercased().map { $0 == "." || $0 == "-" ? "_" : String($0) }.joined()
    }

    private mutating func flatten(_ node: Node, key: String, into problems: inout [String]) {
        let origin = "\(file):\(node.mark?.line ?? 0)"
        switch node {
        case .mapping(let mapping):
            for (name, value) in mapping {
                guard let name = name.string else { problems.append("\(origin): a key is not text"); continue }
                flatten(value, key: key.isEmpty ? name : key + "." + name, into: &problems)
            }
        case .sequence(let sequence):
            entries[key] = Entry(values: sequence.compactMap(\.scalar?.string), isList: true, origin: origin)
        case .scalar(let scalar):
            if !(scalar.string.isEmpty && key.isEmpty) { entries[key] = Entry(values: [scalar.string], isList: false, origin: origin) }
        case .alias:
            problems.append("\(origin): aliases are not read here")
        }
    }
}

/// Everything that is wrong with a configuration, one line each: where, what, and what is accepted.
public struct ConfigurationError: Error, CustomStringConvertible, Hashable {
    public var problems: [String]
    public init(problems: [String]) { self.problems = problems }
    public var description: String { problems.joined(separator: "\n") }
}
