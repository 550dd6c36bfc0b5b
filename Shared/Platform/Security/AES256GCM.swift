import COpenSSL

/// AES-256 in Galois/counter mode (NIST SP 800-38D) by OpenSSL: 12 octets of nonce, 16 of tag.
enum AES256GCM {
    static let nonceLength = 12
    static let tagLength = 16

    /// - Returns: nonce, ciphertext and tag in one.
    static func seal(_ plain: [UInt8], key: [UInt8], associated: [UInt8]) -> [UInt8] {
        let nonce = SecureRandom.bytes(nonceLength)
        var cipher = [UInt8](repeating: 0, count: plain.count), tag = [UInt8](repeating: 0, count: tagLength)
        let done = withContext { context in
            var length: Int32 = 0
            return EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce) == 1
                && EVP_EncryptUpdate(context, nil, &length, associated, Int32(clamping: associated.count)) == 1
                && (plain.isEmpty || EVP_EncryptUpdate(context, &cipher, &length, plain, Int32(clamping: plain.count)) == 1)
                && EVP_EncryptFinal_ex(context, nil, &length) == 1
                && shim_gcm_tag(context, Int32(tagLength), &tag) == 1
        }
        precondition(done && key.count == 32, "OpenSSL cannot seal with AES-256-GCM")
        return nonce + cipher + tag
    }

    /// - Returns: nil when the key, the associated data or the box is not what it was.
    static func open(_ box: [UInt8], key: [UInt8], associated: [UInt8]) -> [UInt8]? {
        guard box.count >= nonceLength + tagLength, key.count == 32 else { return nil }
        let nonce = Array(box.prefix(nonceLength)), cipher = Array(box[nonceLength..<(box.count - tagLength)])
        var tag = Array(box.suffix(tagLength)), plain = [UInt8](repeating: 0, count: cipher.count)
        let done = withContext { context in
            var length: Int32 = 0
            return EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce) == 1
                && EVP_DecryptUpdate(context, nil, &length, associated, Int32(clamping: associated.count)) == 1
                && (cipher.isEmpty || EVP_DecryptUpdate(context, &plain, &length, cipher, Int32(clamping: cipher.count)) == 1)
                && shim_gcm_expect_tag(context, Int32(tagLength), &tag) == 1
                && EVP_DecryptFinal_ex(context, nil, &length) == 1
        }
        return done ? plain : nil
    }

    private static func withContext(_ body: (OpaquePointer) -> Bool) -> Bool {
        guard let context = EVP_CIPHER_CTX_new() else { return false }
        defer { EVP_CIPHER_CTX_free(context) }
        return body(context)
    }
}
