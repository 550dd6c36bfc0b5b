import COpenCC
import SpeechIntentCore
import Synchronization

/// Turns traditional characters into simplified ones, with OpenCC's dictionaries.
public final class OpenCCConverter: Sendable {
    private struct Handle: @unchecked Sendable { let pointer: opencc_t }

    // OpenCC does not promise that one handle may be used by several threads.
    private let handle: Mutex<Handle>

    public init(configuration: String = "t2s.json") throws(EngineFailure) {
        let opened = opencc_open(configuration)
        guard let opened, opened != opencc_t(bitPattern: -1) else {
            throw EngineFailure(.missing, "OpenCC cannot read \(configuration): apt-get install libopencc-data")
        }
        handle = Mutex(Handle(pointer: opened))
    }

    /// The text itself when OpenCC cannot convert it.
    public func simplified(_ text: String) -> String {
        handle.withLock { handle in
            var text = text
            return text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) { characters -> String? in
                    guard let converted = opencc_convert_utf8(handle.pointer, characters.baseAddress, characters.count) else { return nil }
                    defer { opencc_convert_utf8_free(converted) }
                    return String(cString: converted)
                }
            } ?? text
        }
    }

    deinit { _ = handle.withLock { opencc_close($0.pointer) } }
}
