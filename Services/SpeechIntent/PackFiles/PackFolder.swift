import Foundation
import SpeechIntentCore

/// The folder of industry packs, `deploy/packs`.
public struct PackFolder: Sendable {
    public let path: String
    /// Articles of other sources, a folder for each industry; nil: there are none.
    public let additions: String?

    public init(_ path: String, additions: String? = nil) {
        self.path = path
        self.additions = additions
    }

    /// Industries that have a pack, in order of name.
    public var industries: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: self.path)) ?? []
        return names.filter { FileManager.default.fileExists(atPath: "\(self.path)/\($0)/pack.yaml") }.sorted()
    }

    /// - Throws: `PackError` that names the first problem and says how many there are.
    public func load(_ industry: String) throws(PackError) -> Pack {
        let reader = try self.read(industry)
        if let problem = reader.problems.first(where: \.isError) {
            throw PackError.invalid(first: problem, count: reader.problems.count(where: \.isError))
        }
        return reader.pack
    }

    /// Reads all files of a pack and the common ones, with whatever is wrong.
    public func read(_ industry: String) throws(PackError) -> PackReader { try self.read(industry, adding: self.additions) }

    /// - Parameters:
    ///   - additions: see `additions`.
    ///   - absent: the name of a file there that is left out.
    func read(_ industry: String, adding additions: String?, without absent: String? = nil) throws(PackError) -> PackReader {
        var reader = try self.own(industry)
        guard let additions else { return reader }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(additions)/\(industry)")) ?? []
        for name in names.sorted() where name.hasSuffix(".yaml") && name != absent {
            let file = "\(additions)/\(industry)/\(name)"
            guard let data = FileManager.default.contents(atPath: file), let text = String(data: data, encoding: .utf8) else { continue }
            try self.readArticles(text, named: file, into: &reader)
        }
        return reader
    }

    func readArticles(_ text: String, named file: String, into reader: inout PackReader) throws(PackError) {
        reader.readArticles(try YAMLTree.parse(text, file: file))
    }

    private func own(_ industry: String) throws(PackError) -> PackReader {
        guard industry.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }), self.industries.contains(industry) else {
            throw PackError.unknown(industry, known: self.industries, path: self.path)
        }
        var reader = PackReader(profile: try self.tree("\(industry)/pack.yaml"))
        for file in self.files("common/intents") { reader.readIntents(try self.tree(file), areCommon: true) }
        for file in self.files("\(industry)/intents") { reader.readIntents(try self.tree(file), areCommon: false) }
        for file in self.files("\(industry)/phrases") { reader.readPhrases(try self.tree(file)) }
        for file in self.files("common/scenarios") + self.files("\(industry)/scenarios") { reader.readScenarios(try self.tree(file)) }
        for file in self.files("\(industry)/knowledge") { reader.readArticles(try self.tree(file)) }
        if self.exists("\(industry)/graph.yaml") { reader.readGraph(try self.tree("\(industry)/graph.yaml")) }
        if self.exists("\(industry)/scripts.yaml") { reader.readScripts(try self.tree("\(industry)/scripts.yaml")) }
        if self.exists("\(industry)/compliance.yaml") { reader.readCompliance(try self.tree("\(industry)/compliance.yaml")) }
        if self.exists("common/out_of_scope.yaml") { reader.readOutOfScope(try self.tree("common/out_of_scope.yaml")) }
        if self.exists("common/context.yaml") { reader.readSurroundings(try self.tree("common/context.yaml")) }
        return reader
    }

    public func tables() throws(PackError) -> CharacterTables {
        let pinyin = try self.text("common/pinyin.tsv")
        let traditional = try self.text("common/traditional.tsv")
        do { return try CharacterTables(pinyin: pinyin, traditional: traditional) } catch {
            throw PackError.unreadable("\(self.path)/common/\(error)")
        }
    }

    private func exists(_ file: String) -> Bool { FileManager.default.fileExists(atPath: "\(self.path)/\(file)") }

    private func files(_ folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(self.path)/\(folder)")) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.sorted().map { "\(folder)/\($0)" }
    }

    private func text(_ file: String) throws(PackError) -> String {
        guard let data = FileManager.default.contents(atPath: "\(self.path)/\(file)") else {
            throw PackError.unreadable("\(self.path)/\(file) cannot be read")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw PackError.unreadable("\(self.path)/\(file) is not UTF-8")
        }
        return text
    }

    private func tree(_ file: String) throws(PackError) -> PackNode {
        try YAMLTree.parse(try self.text(file), file: "\(self.path)/\(file)")
    }
}

/// Why a pack cannot be used.
public enum PackError: Error, Equatable, CustomStringConvertible {
    case unknown(String, known: [String], path: String)
    case unreadable(String)
    case invalid(first: PackProblem, count: Int)

    public var description: String {
        switch self {
        case .unknown(let industry, let known, let path):
            "no pack for the industry \(industry) in \(path); there are: \(known.joined(separator: ", "))"
        case .unreadable(let reason): reason
        case .invalid(let first, let count): "\(first) (\(count) in all; see `hotline packs check`)"
        }
    }
}
