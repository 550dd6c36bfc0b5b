import CPostgres
import Glibc
import Store
import Vocabulary

/// One connection of libpq and the statements prepared on it. Used by one thread; every wait has a deadline, also when
/// the server is stopped or the network swallows packets. After `.unavailable`, `.outcomeUnknown` or a client-side
/// timeout it is closed, and `open()` begins anew.
final class PostgresLink {
    private let options: PostgresOptions
    private var connection: OpaquePointer?
    private var prepared: [String: String] = [:]
    private static let preparedLimit = 512

    init(_ options: PostgresOptions) { self.options = options }
    deinit { close() }

    var isOpen: Bool { connection != nil }

    /// Opens unless open. A connection that the server closed while it was idle is noticed here, before anything is sent.
    func open() throws(StoreError) {
        if let connection, isStale(connection) { close() }
        guard connection == nil else { return }
        try connect()
    }

    func close() {
        if let connection { PQfinish(connection) }
        connection = nil
        prepared = [:]
    }

    /// Prepares the statement on first use, then runs it.
    func run(_ sql: SQL) throws(StoreError) -> PostgresResult {
        guard !sql.isScript else { return try script(sql.text) }
        let name = try preparedName(of: sql.text)
        let arena = try ParameterArena(sql.parameters)
        return try exchange { connection in
            arena.withPointers { count, values, lengths, formats in
                PQsendQueryPrepared(connection, name, count, values, lengths, formats, 0)
            }
        }
    }

    /// Runs text as it stands: BEGIN, COMMIT, a migration.
    @discardableResult
    func script(_ text: String) throws(StoreError) -> PostgresResult {
        try exchange { PQsendQuery($0, text) }
    }

    /// Runs statements one after another in one round trip; what fails skips the rest. Texts as they stand may be among
    /// them, of one command each.
    /// - Returns: the result of each.
    /// - Throws: the first failure.
    func run(_ batch: [SQL]) throws(StoreError) -> [PostgresResult] {
        if batch.count == 1, let only = batch.first { return [try run(only)] }
        if prepared.count + batch.count > Self.preparedLimit { try forgetPrepared() }
        var sends: [(OpaquePointer) -> Int32] = []
        for sql in batch { sends.append(try sending(sql)) }
        guard let connection else { throw StoreError(.unavailable, "the connection is closed") }
        guard PQenterPipelineMode(connection) == 1 else { throw lost(connection) }
        for send in sends where send(connection) != 1 { throw lost(connection) }
        guard PQpipelineSync(connection) == 1 else { throw lost(connection) }
        let results = try pipelined(connection, batch.count)
        guard PQexitPipelineMode(connection) == 1 else { throw lost(connection) }
        if let failed = results.first(where: \.isError) { throw StoreError(server: failed) }
        return results
    }

    private func sending(_ sql: SQL) throws(StoreError) -> (OpaquePointer) -> Int32 {
        if sql.isScript { return { PQsendQueryParams($0, sql.text, 0, nil, nil, nil, nil, 0) } }
        let name = try preparedName(of: sql.text), arena = try ParameterArena(sql.parameters)
        return { connection in
            arena.withPointers { count, values, lengths, formats in
                PQsendQueryPrepared(connection, name, count, values, lengths, formats, 0)
            }
        }
    }

    /// Results up to the mark that ends the pipeline; an empty one ends each statement's.
    private func pipelined(_ connection: OpaquePointer, _ count: Int) throws(StoreError) -> [PostgresResult] {
        let deadline = ContinuousClock.now + options.statementTimeout + .seconds(1)
        var results: [PostgresResult] = []
        for _ in 0...(2 * count) {
            guard let result = try nextResult(connection, until: deadline) else { continue }
            guard PQstatus(connection) == CONNECTION_OK else { break }
            if result.status == PGRES_PIPELINE_SYNC { return results }
            results.append(result)
        }
        throw lost(connection)
    }

    // MARK: Connecting

    private func connect() throws(StoreError) {
        let deadline = ContinuousClock.now + options.connectTimeout
        guard let fresh = start() else { throw StoreError(.unavailable, "no memory for a connection") }
        connection = fresh
        var wanted = PGRES_POLLING_WRITING
        while wanted != PGRES_POLLING_OK {
            guard PQstatus(fresh) != CONNECTION_BAD, wanted != PGRES_POLLING_FAILED else { throw refused(fresh) }
            guard wait(fresh, for: wanted == PGRES_POLLING_READING ? POLLIN : POLLOUT, until: deadline) else {
                close()
                throw StoreError(.unavailable, "the database did not answer within \(options.connectTimeout)")
            }
            wanted = PQconnectPoll(fresh)
        }
        PQsetnonblocking(fresh, 1)
        PQsetNoticeProcessor(fresh, { _, _ in }, nil)
    }

    private func start() -> OpaquePointer? {
        let keywords = options.keywords
        let names = keywords.map { strdup($0.0) }, values = keywords.map { strdup($0.1) }
        defer { (names + values).forEach { free($0) } }
        return PQconnectStartParams(names.map { $0.map { UnsafePointer($0) } } + [nil], values.map { $0.map { UnsafePointer($0) } } + [nil], 1)
    }

    /// libpq's reason names the host, the role and the database: what a person needs to mend it, and nothing personal.
    private func refused(_ connection: OpaquePointer) -> StoreError {
        let reason = String(cString: PQerrorMessage(connection)).split(whereSeparator: \.isNewline).joined(separator: " ")
        close()
        let hint = reason.contains("role \"hotline_") ? ": prepare the database with: hotline migrate" : ""
        return StoreError(.unavailable, "cannot connect to the database: \(reason)\(hint)")
    }

    private func isStale(_ connection: OpaquePointer) -> Bool {
        var item = pollfd(fd: PQsocket(connection), events: Int16(POLLIN), revents: 0)
        guard poll(&item, 1, 0) > 0 else { return PQstatus(connection) == CONNECTION_BAD }
        return PQconsumeInput(connection) == 0 || PQstatus(connection) == CONNECTION_BAD || PQisBusy(connection) == 0
    }

    // MARK: Statements

    private func preparedName(of text: String) throws(StoreError) -> String {
        if let name = prepared[text] { return name }
        if prepared.count >= Self.preparedLimit { try forgetPrepared() }
        let name = "s\(prepared.count)"
        _ = try exchange { PQsendPrepare($0, name, text, 0, nil) }
        prepared[text] = name
        return name
    }

    private func forgetPrepared() throws(StoreError) {
        try script("DEALLOCATE ALL")
        prepared = [:]
    }

    /// Sends, and takes every result: the first error, or else the last.
    private func exchange(_ send: (OpaquePointer) -> Int32) throws(StoreError) -> PostgresResult {
        guard let connection else { throw StoreError(.unavailable, "the connection is closed") }
        guard send(connection) == 1 else { throw lost(connection) }
        let deadline = ContinuousClock.now + options.statementTimeout + .seconds(1)
        var last: PostgresResult?
        while let result = try nextResult(connection, until: deadline) {
            if last.map({ !$0.isError }) ?? true { last = result }
        }
        guard let last, PQstatus(connection) == CONNECTION_OK else { throw lost(connection) }
        guard !last.isError else { throw StoreError(server: last) }
        return last
    }

    private func nextResult(_ connection: OpaquePointer, until deadline: ContinuousClock.Instant) throws(StoreError) -> PostgresResult? {
        while true {
            let unsent = PQflush(connection)
            guard unsent >= 0 else { throw lost(connection) }
            if unsent == 0, PQisBusy(connection) == 0 { return PQgetResult(connection).map(PostgresResult.init) }
            guard wait(connection, for: unsent == 0 ? POLLIN : POLLIN | POLLOUT, until: deadline) else {
                close()
                throw StoreError(.timedOut, "the database did not answer within \(options.statementTimeout)")
            }
            guard PQconsumeInput(connection) == 1 else { throw lost(connection) }
        }
    }

    private func lost(_ connection: OpaquePointer) -> StoreError {
        close()
        return StoreError(.outcomeUnknown, "the connection to the database was lost")
    }

    /// - Returns: false when the deadline has passed.
    private func wait(_ connection: OpaquePointer, for events: Int32, until deadline: ContinuousClock.Instant) -> Bool {
        while true {
            let left = (deadline - ContinuousClock.now).wholeMilliseconds
            guard left > 0 else { return false }
            var item = pollfd(fd: PQsocket(connection), events: Int16(events), revents: 0)
            let ready = poll(&item, 1, Int32(clamping: left))
            if ready > 0 { return true }
            if ready < 0, errno != EINTR { return false }
        }
    }
}

extension PostgresResult {
    var isError: Bool { status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE }
}
