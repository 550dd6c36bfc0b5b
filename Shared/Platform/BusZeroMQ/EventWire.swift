import Contracts
import Vocabulary

/// The frames of an event: stream (the topic), seq, id, source, type, subject, time, tenant, causation, traceparent, data.
/// Numbers are 8 bytes, little-endian; causation is empty when there is none. Later versions may put further attributes
/// before `data`, which is always last.
extension Envelope {
    private static let attributes = 10

    var frames: [[UInt8]] {
        [
            Array(stream.description.utf8), [UInt8](littleEndian: seq), Array(id.value.utf8), Array(source.value.utf8), Array(type.utf8),
            Array(subject.utf8), [UInt8](littleEndian: time.microseconds), Array(tenant.value.utf8), Array((causation?.value ?? "").utf8),
            Array(trace.value.utf8), data,
        ]
    }

    /// Nil when the frames are no event.
    init?(_ frames: [[UInt8]]) {
        guard frames.count > Self.attributes, let data = frames.last, let stream = StreamName(Self.text(frames[0])),
            let seq: Int64 = frames[1].littleEndian(at: 0), let time: Int64 = frames[6].littleEndian(at: 0)
        else { return nil }
        let causation = Self.text(frames[8])
        self.init(
            id: EventID(Self.text(frames[2])), source: InstanceID(Self.text(frames[3])), type: Self.text(frames[4]),
            subject: Self.text(frames[5]), time: Timestamp(microseconds: time), tenant: TenantID(Self.text(frames[7])),
            stream: stream, seq: seq, causation: causation.isEmpty ? nil : EventID(causation),
            trace: TraceParent(Self.text(frames[9])), data: data)
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
