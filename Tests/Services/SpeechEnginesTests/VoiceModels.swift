import Foundation
import SpeechIntentCore
import SpeechIntentEngines

/// The prepared models that tests of real engines need.
enum VoiceModels {
    static let folder = ModelFolder.standard()
    static let reason = "no models in \(folder.path): run deploy/models/prepare, or set HOTLINE_MODELS"

    static func has(_ file: String) -> Bool { (try? folder.file(file)) != nil }
    static var hasVoice: Bool { has("voice/model.onnx") && has("lib/libsherpa-onnx-c-api.so") }
    static var hasEmbeddings: Bool { has("embed/e5-small-q4.bin") }
    static var hasEspeak: Bool { FileManager.default.isExecutableFile(atPath: "/usr/bin/espeak-ng") && has("voice/pinyin.tsv") }

    /// A copy of the model folder in which one file is cut short or taken away; everything else is linked.
    static func damaged(_ name: String, keeping bytes: Int?) throws -> String {
        let copy = FileManager.default.temporaryDirectory.appendingPathComponent("hotline-models-\(UUID().uuidString)").path
        for file in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
            var directory: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: folder.path + "/" + file, isDirectory: &directory)
            if directory.boolValue {
                try FileManager.default.createDirectory(atPath: copy + "/" + file, withIntermediateDirectories: true)
            } else if file == name {
                guard let bytes else { continue }
                let data = try FileHandle(forReadingFrom: URL(fileURLWithPath: folder.path + "/" + file)).read(upToCount: bytes) ?? Data()
                try data.write(to: URL(fileURLWithPath: copy + "/" + file))
            } else {
                try FileManager.default.createDirectory(atPath: ((copy + "/" + file) as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
                try FileManager.default.createSymbolicLink(atPath: copy + "/" + file, withDestinationPath: folder.path + "/" + file)
            }
        }
        return copy
    }
}
