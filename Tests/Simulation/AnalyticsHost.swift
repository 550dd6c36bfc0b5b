import AnalyticsCore
import Contracts
import Vocabulary

/// Analytics: folds every event into the record of its call.
final class AnalyticsHost {
    private unowned let world: World
    private(set) var records: [CallID: CallRecord] = [:]

    init(in world: World) {
        self.world = world
        world.log.follow { [unowned self] in take($0) }
    }

    private func take(_ envelope: Envelope) {
        do { try Self.fold(envelope, into: &records) } catch { world.book.violate("analytics cannot read \(envelope.type): \(error)") }
    }

    static func fold(_ envelope: Envelope, into records: inout [CallID: CallRecord]) throws {
        guard CallRecord.types.contains(envelope.type) else { return }
        let call = CallID(envelope.subject)
        var record = records[call] ?? CallRecord(call: call, tenant: envelope.tenant)
        if try record.fold(envelope) { records[call] = record }
    }
}
