import Foundation

/// The compiler and the Debian packages that the source tree asks for.
struct Installation {
    /// The source tree's top; nil when this program was installed without one.
    let source: URL?

    init(source: String?) { self.source = source.map { URL(fileURLWithPath: $0) } ?? Self.tree(above: Up.binaries) }

    func findings() -> [Finding] {
        guard let source else { return [.note("sources", "no source tree around this program: compiler and Debian packages are not looked at", mend: "hotline doctor --source FOLDER")] }
        return [swift()] + ["run", "demo", "test"].map { packages($0, in: source) }
    }

    /// The folder that holds deploy/packages, around the executables or the working directory.
    private static func tree(above start: URL) -> URL? {
        for first in [start, URL(fileURLWithPath: FileManager.default.currentDirectoryPath)] {
            var folder = first.standardizedFileURL
            while folder.path != "/" {
                if FileManager.default.fileExists(atPath: folder.path + "/deploy/packages/run") { return folder }
                folder.deleteLastPathComponent()
            }
        }
        return nil
    }

    private func swift() -> Finding {
        let mend = "install Swift 6.3 or newer from https://www.swift.org/install/linux/"
        guard let text = Shell.output("swift", ["--version"]) else { return .missing("swift", "no compiler on the PATH", mend: mend) }
        guard let version = text.firstMatch(of: /Swift version (\d+)\.(\d+)/), let major = Int(version.1), let minor = Int(version.2) else {
            return .missing("swift", "its version cannot be read", mend: mend)
        }
        return (major, minor) >= (6, 3) ? .good("swift", "\(major).\(minor)") : .missing("swift", "\(major).\(minor) is too old", mend: mend)
    }

    private func packages(_ list: String, in source: URL) -> Finding {
        let check = "packages (\(list))"
        let names = Self.names(in: source.appendingPathComponent("deploy/packages/\(list)"))
        guard let known = Shell.output("dpkg-query", ["-W", "-f", "${Package} ${Status}\n"]) else {
            return .note(check, "this is no Debian: see deploy/packages/\(list) for what is needed")
        }
        let installed = Set(known.split(separator: "\n").filter { $0.hasSuffix(" install ok installed") }.compactMap { $0.split(separator: " ").first.map(String.init) })
        let absent = names.filter { !installed.contains($0) }
        guard !absent.isEmpty else { return .good(check, "\(names.count) installed") }
        let mend = "apt-get install \(absent.joined(separator: " "))"
        // Demonstration and tests bring what they need themselves.
        return list == "run" ? .missing(check, absent.joined(separator: ", "), mend: mend) : .note(check, "not installed: \(absent.joined(separator: ", "))", mend: mend)
    }

    private static func names(in file: URL) -> [String] {
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map { $0.prefix { $0 != "#" }.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }
}
