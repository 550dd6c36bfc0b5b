/// What a journal shows of itself.
struct JournalCounts: Sendable {
    let committed, spooled, refused, rejected: Counter
    let waiting, octets: Gauge

    init(_ metrics: Metrics) {
        committed = metrics.counter("hotline_journal_committed_total", "Events that are in the log.")
        spooled = metrics.counter("hotline_journal_spooled_total", "Events that waited on the disk for the database.")
        refused = metrics.counter("hotline_journal_refused_total", "Events that were not recorded because memory and spool were full.")
        rejected = metrics.counter("hotline_journal_rejected_total", "Events that the database will never take; kept in the file of rejected events.")
        waiting = metrics.gauge("hotline_journal_waiting", "Events in memory that are not in the log yet.")
        octets = metrics.gauge("hotline_journal_spool_bytes", "Size of the events that wait on the disk.")
    }
}
