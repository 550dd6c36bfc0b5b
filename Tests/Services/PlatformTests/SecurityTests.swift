import Foundation
import Security
import Testing

struct SecurityTests {
    @Test("digests agree with their standards' own examples") func digests() {
        #expect(Hex.encode(Digest.sha256("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(Hex.encode(Digest.md5("message digest".utf8)) == "f96b697d7cb7938d525a2f31aaf161d0")
        // RFC 4231, test case 2
        #expect(
            Hex.encode(Digest.hmacSHA256("what do ya want for nothing?".utf8, key: Array("Jefe".utf8)))
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        // RFC 5869, test case 3: no salt, no info
        #expect(
            Hex.encode(Digest.hkdfSHA256(key: [UInt8](repeating: 0x0B, count: 22), info: "", octets: 42))
                == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8")
    }

    @Test("base64url and hexadecimal come back, and refuse what they never wrote") func texts() {
        for length in 0..<70 {
            let bytes = SecureRandom.bytes(length)
            #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
            #expect(Hex.decode(Hex.encode(bytes)) == bytes)
        }
        for text in ["A", "AA=", "A A", "+/+/", "AAAAA"] { #expect(Base64URL.decode(text) == nil, "\(text)") }
        #expect(Base64URL.decode("AB") == nil)  // the last four bits are not zero
        #expect(Hex.decode("0g") == nil)
        #expect(Hex.decode("012") == nil)
    }

    @Test("a password is known by itself alone, and a foreign text is no password") func passwords() {
        let kept = Password.hash("正确 horse")
        #expect(Password.verify("正确 horse", against: kept))
        #expect(!Password.verify("正确 horse ", against: kept))
        #expect(!Password.verify("", against: kept))
        #expect(Password.hash("正确 horse") != kept)
        for text in ["", "$scrypt$", "$scrypt$ln=40,r=8,p=1$AAAA$AAAA", "$scrypt$ln=15,r=8$AAAA$AAAA", "plain"] { #expect(!Password.verify("x", against: text)) }
    }

    @Test("tokens are 256 bits, never the same, and do not show themselves") func tokens() {
        let tokens = (0..<100).map { _ in Token.make() }
        #expect(Set(tokens).count == 100)
        #expect(tokens.allSatisfy { Base64URL.decode($0.secret)?.count == 32 })
        #expect("\(tokens[0])" == "‹masked›")
    }

    @Test("digest credentials are those of RFC 2617 and RFC 7616") func credentials() {
        let old = DeviceCredential(phone: "Mufasa", person: "p", tenant: "t", realm: "testrealm@host.com", password: "Circle Of Life")
        #expect(old.ha1MD5 == "939e7578ed9e3c518a452acee763bce9")
        let new = DeviceCredential(phone: "Mufasa", person: "p", tenant: "t", realm: "http-auth@example.org", password: "Circle of Life")
        #expect(new.ha1SHA256 == "7987c64c30e25f1b74be53f966b49b90f2808aa92faf9a00262392d7b4794232")
    }

    @Test("a key file is made once, for its owner alone, and read back") func keyFile() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hotline-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("deep/master.key").path
        #expect(throws: SealingError.self) { try MasterKey.load(path) }
        try MasterKey.make(path)
        let first = try MasterKey.load(path).derived("x")
        try MasterKey.make(path)
        #expect(try MasterKey.load(path).derived("x") == first)
        #expect(try MasterKey.load(path).derived("y") != first)
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        try Data("zz".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: SealingError.self) { try MasterKey.load(path) }
    }
}
