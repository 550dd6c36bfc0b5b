import CSherpaONNX
import SpeechIntentCore
import Synchronization

/// Says whether somebody speaks, with the Silero network behind a gate of energy.
///
/// Most of a call is silence on one side or the other: sound below the gate costs no network. The network takes windows
/// of 32 ms, so the answer to a frame is that of the last whole window.
public struct SileroVoiceActivity: VoiceActivity {
    /// Samples in a frame of 20 ms at 8 kHz.
    public static let frame = 160
    /// Samples in a window of the network, at 16 kHz.
    private static let window = 512
    /// Frames for which the network goes on listening after the energy fell: it must hear the end of a word.
    private static let hangover = 15
    /// Mean square of samples at -50 dB of full scale: softer sound on a telephone is never speech.
    private static let softest = 32768.0 * 32768.0 * 1e-5

    private let detector: SileroDetectors.Detector
    private var doubler = RateDoubler()
    private var pending: [Float] = []
    private var open = 0
    private var speaks = 0.0

    init(_ detector: SileroDetectors.Detector) { self.detector = detector }

    public mutating func heard(_ samples: [Int16]) -> Double {
        let sound = doubler.double(samples)
        if Self.power(samples) > Self.softest { open = Self.hangover }
        guard open > 0 else {
            pending.removeAll(keepingCapacity: true)
            speaks = 0
            return 0
        }
        open -= 1
        pending += sound
        while pending.count >= Self.window {
            speaks = detector.speaks(Array(pending.prefix(Self.window))) ? 1 : 0
            pending.removeFirst(Self.window)
        }
        return speaks
    }

    /// Mean square.
    static func power(_ samples: [Int16]) -> Double {
        guard !samples.isEmpty else { return 0 }
        return samples.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(samples.count)
    }
}

/// Makes voice activity detectors, and keeps those of ended calls for the next ones: each is 14 MB and 40 ms to make.
public final class SileroDetectors: Sendable {
    private struct Idle: @unchecked Sendable { var detectors: [OpaquePointer] = [] }

    private let library: SherpaLibrary
    private let model: String
    private let threshold: Float
    private let idle = Mutex(Idle())

    /// - Parameter threshold: probability of a window above which it is speech.
    public init(_ models: ModelFolder, library: SherpaLibrary, threshold: Float = 0.5) throws(EngineFailure) {
        self.library = library
        self.threshold = threshold
        model = try models.file("vad/silero_vad.onnx")
        let first = try make()
        idle.withLock { $0.detectors.append(first) }
    }

    public convenience init(_ models: ModelFolder) throws(EngineFailure) {
        try self.init(models, library: try SherpaLibrary(models))
    }

    /// A detector for one party of one call.
    public func activity() throws(EngineFailure) -> SileroVoiceActivity {
        if let spare = idle.withLock({ $0.detectors.popLast() }) { return SileroVoiceActivity(Detector(spare, self)) }
        return SileroVoiceActivity(Detector(try make(), self))
    }

    private func make() throws(EngineFailure) -> OpaquePointer {
        let strings = CStrings()
        var config = SherpaVoiceActivityConfig()
        config.silero = SherpaVoiceActivityFiles(
            model: strings.keep(model), threshold: threshold, min_silence_duration: 0.1,
            min_speech_duration: 0.05, window_size: 512, max_speech_duration: 20)
        config.sample_rate = 16000
        config.num_threads = 1
        config.provider = strings.keep("cpu")
        var made: OpaquePointer?
        let reason = sherpaReason { made = sherpa_voice_activity_create(library.table, &config, 30, $0, $1) }
        withExtendedLifetime(strings) {}
        guard let made else { throw EngineFailure(.missing, "\(model) cannot be used: \(reason); \(ModelFolder.remedy)") }
        return made
    }

    fileprivate func takeBack(_ detector: OpaquePointer) {
        sherpa_voice_activity_reset(library.table, detector)
        nonisolated(unsafe) let detector = detector
        idle.withLock { $0.detectors.append(detector) }
    }

    deinit { idle.withLock { for detector in $0.detectors { sherpa_voice_activity_destroy(library.table, detector) } } }

    /// A native detector in use; it goes back when nobody holds it any more. One party uses it at a time.
    final class Detector: @unchecked Sendable {
        private let pointer: OpaquePointer
        private let owner: SileroDetectors

        init(_ pointer: OpaquePointer, _ owner: SileroDetectors) {
            self.pointer = pointer
            self.owner = owner
        }

        deinit { owner.takeBack(pointer) }

        /// Whether speech is heard at the end of this window (512 samples at 16 kHz).
        func speaks(_ window: [Float]) -> Bool {
            let table = owner.library.table
            _ = sherpa_voice_activity_accept(table, pointer, window, Int32(window.count))
            // Finished segments are not needed: drop them, for the detector keeps a bounded buffer.
            while sherpa_voice_activity_is_empty(table, pointer) == 0 { sherpa_voice_activity_pop(table, pointer) }
            return sherpa_voice_activity_detected(table, pointer) != 0
        }
    }
}
