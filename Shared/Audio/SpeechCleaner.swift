import CSpeexDSP

/// Suppresses steady noise and evens out the level before recognition (speexdsp's preprocessor), 20 ms at a time.
///
/// Used by one thread at a time.
public final class SpeechCleaner: @unchecked Sendable {
    /// Samples at 8 kHz.
    public static let frame = 160
    private let state: OpaquePointer?

    /// - Parameters:
    ///   - suppression: most that noise is lowered by, in dB; 0 leaves it.
    ///   - level: the loudness aimed at, as a peak of 32,768; nil leaves it.
    public init(suppression: Int32 = 15, level: Float? = 8000) {
        state = speex_preprocess_state_init(Int32(Self.frame), 8000)
        set(SPEEX_PREPROCESS_SET_DENOISE, suppression > 0 ? 1 : 0)
        set(SPEEX_PREPROCESS_SET_NOISE_SUPPRESS, -suppression)
        set(SPEEX_PREPROCESS_SET_AGC, level == nil ? 0 : 1)
        if var level { _ = speex_preprocess_ctl(state, SPEEX_PREPROCESS_SET_AGC_LEVEL, &level) }
    }

    deinit { if let state { speex_preprocess_state_destroy(state) } }

    /// In place; other lengths stay as they are.
    public func clean(_ samples: UnsafeMutableBufferPointer<Int16>) {
        guard let state, samples.count == Self.frame else { return }
        _ = speex_preprocess_run(state, samples.baseAddress)
    }

    private func set(_ request: Int32, _ value: Int32) {
        var value = value
        if let state { _ = speex_preprocess_ctl(state, request, &value) }
    }
}
