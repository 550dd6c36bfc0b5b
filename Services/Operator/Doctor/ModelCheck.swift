import Foundation
import SpeechIntentEngines

/// The prepared models, by the list that the set-up wrote when it was done.
enum ModelCheck {
    static func findings() -> [Finding] {
        let folder = ModelFolder.standard(), mend = "deploy/models/prepare"
        guard let data = FileManager.default.contents(atPath: folder.path + "/READY.json"), let list = try? JSONDecoder().decode(List.self, from: data) else {
            return [.missing("models", "\(folder.path) has no READY.json that can be read", mend: mend)]
        }
        let problems = list.files.keys.sorted().compactMap { problem($0, in: folder) }
        return problems.isEmpty ? [.good("models", "\(list.files.count) files in \(folder.path)")] : problems.map { .missing("models", $0, mend: mend) }
    }

    private static func problem(_ name: String, in folder: ModelFolder) -> String? {
        do { _ = try folder.file(name) } catch { return error.reason }
        return nil
    }

    private struct List: Decodable {
        struct File: Decodable {}
        var files: [String: File]
    }
}
