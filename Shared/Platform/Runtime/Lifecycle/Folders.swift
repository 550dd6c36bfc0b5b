/// Where a service keeps what is not in the database.
public struct Folders: Sendable, Hashable {
    /// 32 random bytes, readable by the services alone: every tenant's key is derived from it.
    public var keyFile: String
    /// Events that wait for the database.
    public var spool: String
    /// Recordings and attachments.
    public var blobs: String

    public init(keyFile: String, spool: String, blobs: String) {
        self.keyFile = keyFile
        self.spool = spool
        self.blobs = blobs
    }
}
