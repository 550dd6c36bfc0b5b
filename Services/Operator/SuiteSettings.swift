import Foundation
import Runtime

/// What the operator's commands need of the services' configuration.
struct SuiteSettings {
    var conninfo: String
    var keyFile: String
    var spool: String
    var blobs: String

    init(_ reader: inout SettingsReader) {
        conninfo = reader.string("database.conninfo", default: "host=/run/postgresql dbname=hotline")
        keyFile = reader.string("security.key-file", default: "/etc/hotline/master.key")
        spool = reader.string("spool.folder", default: "/var/lib/hotline/spool")
        blobs = reader.string("blobs.folder", default: "/var/lib/hotline/blobs")
    }
}

extension SuiteOptions {
    /// The file named, else that of `HOTLINE_CONFIG`, else the defaults.
    var path: String? { config ?? ProcessInfo.processInfo.environment["HOTLINE_CONFIG"] }

    func settings() throws -> SuiteSettings { try Configuration.load(path: path).read([]) { SuiteSettings(&$0) } }
}
