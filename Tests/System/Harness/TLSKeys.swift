import Foundation

/// A certificate for 127.0.0.1 that signs itself, made once for all tests of this process.
enum TLSKeys {
    static let certificate = folder.appendingPathComponent("gateway.pem").path
    static let key = folder.appendingPathComponent("gateway.key").path
    private static let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hotline-tls-\(ProcessInfo.processInfo.processIdentifier)")

    /// Lines below `media-gateway` in a suite's configuration.
    static let settings: String = {
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=gateway", "-addext",
            "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate,
        ]
        process.standardError = FileHandle.nullDevice
        try? process.run()
        process.waitUntilExit()
        return "  sip:\n    tls:\n      certificate: \(certificate)\n      key: \(key)\n"
    }()
}
