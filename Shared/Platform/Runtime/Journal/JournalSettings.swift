import Vocabulary

/// How much a journal holds, and how it waits.
public struct JournalSettings: Sendable {
    /// Events in memory; beyond it `record` refuses.
    public var memory = 8192
    /// Octets in the spool file; beyond it events stay in memory.
    public var spool = 256 << 20
    /// Events in one commit.
    public var batch = 512
    /// Between two attempts to reach the database.
    public var retry = Duration.milliseconds(250)

    public init() {}
}

/// The event was not recorded: memory and spool are full, or the disk fails. Counted in `hotline_journal_refused_total`.
public struct JournalFull: Error, Hashable, Sendable, CustomStringConvertible {
    public let description = "the journal takes no more events: the database has been away too long, or the spool's disk is full"
}
