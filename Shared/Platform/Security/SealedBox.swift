/// `<key id>.<nonce>.<ciphertext and tag>`, the latter two in base64url.
struct SealedBox {
    var key: String
    var body: [UInt8]

    init(key: String, body: [UInt8]) {
        self.key = key
        self.body = body
    }

    init(_ text: String) throws(SealingError) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let nonce = Base64URL.decode(parts[1]), nonce.count == AES256GCM.nonceLength, let cipher = Base64URL.decode(parts[2]) else {
            throw SealingError(.malformed, "this is no sealed value")
        }
        key = String(parts[0])
        body = nonce + cipher
    }

    var text: String {
        "\(key).\(Base64URL.encode(body.prefix(AES256GCM.nonceLength))).\(Base64URL.encode(body.dropFirst(AES256GCM.nonceLength)))"
    }

    /// So that a box cannot be moved to another kind of value, or to another's row.
    static func associated(_ kind: String, _ subject: String) -> [UInt8] { Array("\(kind)\0\(subject)".utf8) }
}
