import BusZeroMQ
import Logging
import Runtime
import Vocabulary
import Web

/// What every service reads: `database`, `bus`, `http`, `log`, `security`, `spool`, `blobs`.
struct HostSettings: Sendable {
    static let sections: Set<String> = ["database", "bus", "http", "log", "security", "spool", "blobs"]

    var conninfo: String
    var connections: Int
    var bus: ZeroMQBusOptions
    var web: WebSettings
    var level: Logger.Level
    var folders: Folders

    init(_ reader: inout SettingsReader, service: ServiceName, index: Int) {
        conninfo = reader.string("database.conninfo", default: "host=/run/postgresql dbname=hotline")
        connections = reader.int("database.connections", default: 4, in: 1...64)
        bus = ZeroMQBusOptions()
        bus.host = reader.string("bus.address", default: bus.host)
        bus.advertisedHost = reader.string("bus.advertise")
        bus.lease = reader.duration("bus.lease", default: bus.lease, in: .milliseconds(500) ... .seconds(60))
        bus.heartbeat = reader.duration("bus.heartbeat", default: bus.heartbeat, in: .milliseconds(100) ... .seconds(20))
        web = WebSettings(&reader, service: service, index: index)
        level = reader.choice("log.level", default: Logger.Level.info)
        folders = Folders(
            keyFile: reader.string("security.key-file", default: "/etc/hotline/master.key"),
            spool: reader.string("spool.folder", default: "/var/lib/hotline/spool"),
            blobs: reader.string("blobs.folder", default: "/var/lib/hotline/blobs"))
    }
}
