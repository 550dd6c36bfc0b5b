import MediaGatewayCore
import Vocabulary

extension Gateway {
    /// A media thread has a second of sound.
    func recorded(_ key: MediaKey, _ segment: [UInt8]) {
        guard let active = media[key], let recorder = platform.recorder else { return }
        let number = segments[key, default: 0]
        segments[key] = number + 1
        recorder.keep(segment, of: active.id, tenant: calls[active.id]?.tenant ?? active.tenant, segment: number) { [weak self, loop] blob, milliseconds in
            loop.post { [weak self] in self?.assumeIsolated { $0.record(.recorded(blob: blob, segment: number, milliseconds: milliseconds), of: active) } }
        }
    }
}
