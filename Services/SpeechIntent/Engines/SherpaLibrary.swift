import CSherpaONNX
import SpeechIntentCore

/// The sherpa-onnx library, loaded from `lib/` of the model folder. Opening it twice is cheap.
public struct SherpaLibrary: @unchecked Sendable {
    // A table of functions that nobody writes after it was made: safe to read from any thread.
    let table: OpaquePointer

    public init(_ models: ModelFolder) throws(EngineFailure) {
        let library = try models.file("lib/libsherpa-onnx-c-api.so")
        _ = try models.file("lib/libonnxruntime.so")
        let folder = String(library.dropLast("/libsherpa-onnx-c-api.so".count))
        var table: OpaquePointer?
        let reason = sherpaReason { table = sherpa_onnx_open(folder, $0, $1) }
        guard let table else { throw EngineFailure(.missing, "\(reason): \(ModelFolder.remedy)") }
        self.table = table
    }
}

/// Runs a call that writes its complaint into a buffer, and returns the complaint ("" when there was none).
func sherpaReason(_ call: (UnsafeMutablePointer<CChar>?, Int) -> Void) -> String {
    var text = [CChar](repeating: 0, count: 512)
    text.withUnsafeMutableBufferPointer { call($0.baseAddress, $0.count) }
    return String(terminated: text)
}

/// C strings that live as long as this value: configurations point into them while an engine is created.
final class CStrings {
    private var kept: [UnsafeMutablePointer<CChar>] = []

    func keep(_ text: String) -> UnsafePointer<CChar> {
        let bytes = text.utf8CString
        let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
        for (at, byte) in bytes.enumerated() { copy[at] = byte }
        kept.append(copy)
        return UnsafePointer(copy)
    }

    deinit { for copy in kept { copy.deallocate() } }
}
