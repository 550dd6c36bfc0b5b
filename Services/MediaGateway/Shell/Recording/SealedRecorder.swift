import Audio
import Contracts
import Logging
import Runtime
import Security
import Store
import Vocabulary

/// Seals segments of calls and puts them into the blob store, in order, away from the media threads. What comes faster
/// than the store takes it is dropped within a bound, counted and logged.
public final class SealedRecorder: CallRecorder {
    private struct Segment: Sendable {
        let call: CallID
        let tenant: TenantID
        let number: Int
        let alaw: [UInt8]
        let stored: @Sendable (String, Int64) -> Void
    }

    private static let waiting = 4096
    /// Seals kept for calls in progress.
    private static let seals = 4096

    private let store: any BlobStore
    private let sealer: Sealer
    private let log: Logger
    private let lost: Counter
    private let segments: AsyncStream<Segment>
    private let segmentsIn: AsyncStream<Segment>.Continuation

    public init(_ store: any BlobStore, sealer: Sealer, log: Logger, metrics: Metrics) {
        self.store = store
        self.sealer = sealer
        self.log = log
        lost = metrics.counter("hotline_recording_segments_lost_total", "Seconds of recordings that could not be kept.")
        (segments, segmentsIn) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.waiting))
    }

    public func keep(_ alaw: [UInt8], of call: CallID, tenant: TenantID, segment: Int, stored: @escaping @Sendable (String, Int64) -> Void) {
        let item = Segment(call: call, tenant: tenant, number: segment, alaw: alaw, stored: stored)
        if case .enqueued = segmentsIn.yield(item) { return }
        lost.add()
    }

    /// Nothing more comes; `run` returns when all is kept.
    public func finish() { segmentsIn.finish() }

    public func run() async {
        var seals: [CallID: BlobSeal] = [:]
        for await segment in segments {
            do {
                if seals.count >= Self.seals { seals.removeAll() }
                let seal = if let known = seals[segment.call] { known } else { try await makeSeal(segment) }
                seals[segment.call] = seal
                try await keep(segment, seal)
            } catch {
                lost.add()
                log.error("a second of a recording is lost", metadata: ["call": "\(segment.call)", "error": "\(error)"])
            }
        }
    }

    private func makeSeal(_ segment: Segment) async throws -> BlobSeal {
        try await BlobSeal(sealer, person: sealer.person(customer: nil, call: segment.call, tenant: segment.tenant), kind: "recording", subject: segment.call.value)
    }

    /// Each segment is a WAVE file of its own, so that any of them can be played without the others.
    private func keep(_ segment: Segment, _ seal: BlobSeal) async throws {
        let key = "recordings/\(segment.call)/\(segment.number)"
        let wave = WaveFile.header(.aLaw, rate: 8000, channels: 2, count: segment.alaw.count) + segment.alaw
        try await store.put(key, seal.seal(wave, name: key))
        segment.stored(key, Int64(segment.alaw.count / 16))
    }
}
