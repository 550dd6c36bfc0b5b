import CZeroMQ

/// A CURVE key pair in Z85, 40 characters each; fresh for every instance, so that a key is worth nothing after its lease.
struct KeyPair: Sendable {
    let publicKey: String
    let secretKey: String

    init() throws(ZeroMQError) {
        var publicText = [CChar](repeating: 0, count: 41), secretText = publicText
        guard zmq_curve_keypair(&publicText, &secretText) == 0 else { throw ZeroMQError("make a CURVE key pair") }
        publicKey = Self.text(publicText)
        secretKey = Self.text(secretText)
    }

    /// The text of a raw key of 32 bytes, as ZAP carries it; nil for another length.
    static func text(ofRaw key: [UInt8]) -> String? {
        guard key.count == 32 else { return nil }
        var characters = [CChar](repeating: 0, count: 41)
        guard zmq_z85_encode(&characters, key, key.count) != nil else { return nil }
        return text(characters)
    }

    private static func text(_ characters: [CChar]) -> String {
        String(decoding: characters.prefix(40).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
