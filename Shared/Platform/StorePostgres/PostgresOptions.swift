import Vocabulary

/// How a service reaches its part of the database, and how long it waits for it.
public struct PostgresOptions: Sendable {
    /// A libpq connection string: `host=/run/hotline dbname=hotline`. Names the place, not the user.
    public var conninfo: String
    /// The schema first on the search path.
    public var schema: String
    /// The role to sign in as; nil leaves it to `conninfo` (an owner who migrates).
    public var role: String?
    /// Under whose name events are appended; nil for who appends none.
    public var instance: InstanceID?
    /// What `pg_stat_activity` shows.
    public var applicationName: String

    /// Connections, each with a thread of its own.
    public var connections = 4
    /// For a free connection.
    public var waitTimeout = Duration.seconds(3)
    public var connectTimeout = Duration.seconds(2)
    /// For one statement, enforced by the server, and a second later by us.
    public var statementTimeout = Duration.seconds(5)
    public var lockTimeout = Duration.seconds(2)
    public var idleInTransactionTimeout = Duration.seconds(10)
    /// How often a lost or refused connection is tried before `unavailable`.
    public var connectAttempts = 3
    /// How often a transaction is run that others get in the way of.
    public var contentionAttempts = 8

    public init(conninfo: String, schema: String, role: String?, instance: InstanceID?, applicationName: String) {
        self.conninfo = conninfo
        self.schema = schema
        self.role = role
        self.instance = instance
        self.applicationName = applicationName
    }

    /// A service's own view: its schema, its role, its instance.
    public init(conninfo: String, service: ServiceName, instance: InstanceID) {
        self.init(conninfo: conninfo, schema: service.schema, role: "hotline_" + service.schema, instance: instance, applicationName: instance.value)
    }

    /// libpq's keywords; later ones win over those within `conninfo`.
    var keywords: [(String, String)] {
        let settings = [
            "search_path=\(schema)", "statement_timeout=\(statementTimeout.wholeMilliseconds)", "lock_timeout=\(lockTimeout.wholeMilliseconds)",
            "idle_in_transaction_session_timeout=\(idleInTransactionTimeout.wholeMilliseconds)", "timezone=UTC", "datestyle=ISO",
            "bytea_output=hex", "client_min_messages=warning", "jit=off",
        ]
        let role = self.role.map { [("user", $0)] } ?? []
        return [("dbname", conninfo)] + role + [
            ("client_encoding", "UTF8"), ("application_name", applicationName), ("options", settings.map { "-c " + $0 }.joined(separator: " ")),
        ]
    }
}

extension Duration {
    var wholeMilliseconds: Int64 { nanoseconds / 1_000_000 }
}
