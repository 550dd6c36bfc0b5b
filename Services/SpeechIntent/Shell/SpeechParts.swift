import Contracts
import Vocabulary

/// What a speech instance is made of, besides the platform.
public struct SpeechParts: Sendable {
    public var engines: SpeechEngines
    public var industries: [PackName: Industry]
    public var seal: any PersonalSeal
    public var journal: any FactJournal
    public var snapshots: any SnapshotStore

    public init(engines: SpeechEngines, industries: [Industry], seal: any PersonalSeal, journal: any FactJournal, snapshots: any SnapshotStore) {
        self.engines = engines
        self.industries = Dictionary(industries.map { ($0.name, $0) }) { $1 }
        self.seal = seal
        self.journal = journal
        self.snapshots = snapshots
    }
}
