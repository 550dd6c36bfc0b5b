import Foundation
import Testing

/// Small files stay readable.
struct SizeTests {
    private func files() -> [(name: String, lines: Int)] {
        ["Services", "Shared"].flatMap { folder -> [(String, Int)] in
            let root = PackageDescription.root.appendingPathComponent(folder)
            let urls = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
            return urls.filter { $0.pathExtension == "swift" }.compactMap { url in
                (try? String(contentsOf: url, encoding: .utf8)).map {
                    (url.path.replacingOccurrences(of: PackageDescription.root.path + "/", with: ""), $0.split(separator: "\n", omittingEmptySubsequences: false).count)
                }
            }
        }
    }

    @Test func noFileIsLongerThan800Lines() {
        for file in files() { #expect(file.lines <= 800, "\(file.name) has \(file.lines) lines") }
    }

    @Test func nineInTenFilesAreShorterThan350Lines() {
        let all = files()
        #expect(!all.isEmpty)
        #expect(all.count { $0.lines < 350 } * 10 >= all.count * 9)
    }
}
