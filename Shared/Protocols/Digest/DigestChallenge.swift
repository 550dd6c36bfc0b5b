/// A server's challenge: WWW-Authenticate or Proxy-Authenticate (RFC 3261 §22, RFC 7616 §3.3).
public struct DigestChallenge: Equatable, Sendable {
    public var realm: String
    public var nonce: String
    public var algorithm: DigestAlgorithm
    public var opaque: String?
    public var isStale: Bool
    /// Whether `qop=auth` is offered; without it the older RFC 2069 form applies.
    public var offersAuth: Bool

    public init(realm: String, nonce: String, algorithm: DigestAlgorithm, isStale: Bool = false) {
        self.realm = realm
        self.nonce = nonce
        self.algorithm = algorithm
        self.opaque = nil
        self.isStale = isStale
        self.offersAuth = true
    }

    /// Nil for other schemes, unknown algorithms and challenges without realm or nonce.
    public init?(_ text: String) {
        guard let values = DigestFields.parse(text), let realm = values["realm"], let nonce = values["nonce"] else { return nil }
        guard let algorithm = DigestAlgorithm(values["algorithm"] ?? "MD5") else { return nil }
        self.realm = realm
        self.nonce = nonce
        self.algorithm = algorithm
        self.opaque = values["opaque"]
        self.isStale = values["stale"].map { ASCII.equalIgnoringCase($0, "true") } ?? false
        let offers = (values["qop"] ?? "").split(separator: ",").map { $0.filter { $0 != " " } }
        self.offersAuth = offers.contains { ASCII.equalIgnoringCase($0, "auth") }
        // A challenge that offers only auth-int cannot be met.
        if values["qop"] != nil, !self.offersAuth { return nil }
    }

    public var text: String {
        var text = "Digest realm=\(SIPText.quoted(self.realm)), nonce=\(SIPText.quoted(self.nonce))"
        if let opaque { text += ", opaque=\(SIPText.quoted(opaque))" }
        if self.isStale { text += ", stale=true" }
        text += ", algorithm=\(self.algorithm.rawValue)"
        if self.offersAuth { text += ", qop=\"auth\"" }
        return text
    }
}

/// What a client proves itself with: Authorization or Proxy-Authorization.
public struct DigestResponse: Equatable, Sendable {
    public var username: String
    public var realm: String
    public var nonce: String
    public var uri: String
    public var response: String
    public var algorithm: DigestAlgorithm
    public var opaque: String?
    public var cnonce: String?
    /// Nonce count; nil in the RFC 2069 form.
    public var count: UInt32?

    /// Nil for other schemes, unknown algorithms and incomplete values.
    public init?(_ text: String) {
        guard let values = DigestFields.parse(text), let username = values["username"], let realm = values["realm"],
            let nonce = values["nonce"], let uri = values["uri"], let response = values["response"],
            let algorithm = DigestAlgorithm(values["algorithm"] ?? "MD5")
        else { return nil }
        self.username = username
        self.realm = realm
        self.nonce = nonce
        self.uri = uri
        self.response = response.asciiLowercased
        self.algorithm = algorithm
        self.opaque = values["opaque"]
        self.cnonce = values["cnonce"]
        self.count = nil
        guard let qop = values["qop"] else { return }
        guard ASCII.equalIgnoringCase(qop, "auth"), self.cnonce != nil, let count = UInt32(values["nc"] ?? "", radix: 16) else { return nil }
        self.count = count
    }

    /// The answer to a challenge.
    public init(to challenge: DigestChallenge, credential: DigestCredential, method: SIPMethod, uri: String, cnonce: String, count: UInt32) {
        self.username = credential.username
        self.realm = challenge.realm
        self.nonce = challenge.nonce
        self.uri = uri
        self.algorithm = challenge.algorithm
        self.opaque = challenge.opaque
        self.cnonce = challenge.offersAuth ? cnonce : nil
        self.count = challenge.offersAuth ? count : nil
        self.response = ""
        self.response = self.expected(method: method, secret: credential.secret) ?? ""
    }

    /// RFC 7616 §3.4.1, `qop=auth` or the RFC 2069 form; nil when the secret has no hash of this algorithm.
    func expected(method: SIPMethod, secret: DigestCredential.Secret) -> String? {
        guard let ha1 = secret.ha1(self.algorithm, username: self.username, realm: self.realm) else { return nil }
        let ha2 = self.algorithm.hash("\(method.name):\(self.uri)")
        guard let count, let cnonce else { return self.algorithm.hash("\(ha1):\(self.nonce):\(ha2)") }
        return self.algorithm.hash("\(ha1):\(self.nonce):\(Self.hexadecimal(count)):\(cnonce):auth:\(ha2)")
    }

    private static func hexadecimal(_ count: UInt32) -> String {
        let digits = String(count, radix: 16)
        return String(repeating: "0", count: 8 - digits.utf8.count) + digits
    }

    public var text: String {
        var text = "Digest username=\(SIPText.quoted(self.username)), realm=\(SIPText.quoted(self.realm))"
        text += ", nonce=\(SIPText.quoted(self.nonce)), uri=\(SIPText.quoted(self.uri)), response=\"\(self.response)\""
        text += ", algorithm=\(self.algorithm.rawValue)"
        if let opaque { text += ", opaque=\(SIPText.quoted(opaque))" }
        if let count, let cnonce { text += ", qop=auth, nc=\(Self.hexadecimal(count)), cnonce=\(SIPText.quoted(cnonce))" }
        return text
    }
}

/// Who a client says it is, and the secret that proves it.
public struct DigestCredential: Sendable {
    public enum Secret: Sendable {
        case password(String)
        /// H(username:realm:password) per algorithm: what a server stores in place of the password.
        case hashes([DigestAlgorithm: String])

        func ha1(_ algorithm: DigestAlgorithm, username: String, realm: String) -> String? {
            switch self {
            case .password(let password): algorithm.hash("\(username):\(realm):\(password)")
            case .hashes(let hashes): hashes[algorithm]
            }
        }
    }

    public var username: String
    public var secret: Secret

    public init(username: String, password: String) {
        self.username = username
        self.secret = .password(password)
    }

    /// Whether there is a password, or a hash of the challenge's algorithm.
    func meets(_ challenge: DigestChallenge) -> Bool {
        switch self.secret {
        case .password: true
        case .hashes(let hashes): hashes[challenge.algorithm] != nil
        }
    }

    public init(username: String, hashes: [DigestAlgorithm: String]) {
        self.username = username
        self.secret = .hashes(hashes)
    }
}

enum DigestFields {
    /// `Digest name=value, name="value"`; names in lower case, quotes removed. Nil for another scheme or bad syntax.
    static func parse(_ text: String) -> [String: String]? {
        var cursor = ByteCursor(Array(text.utf8)[...])
        cursor.skipBlanks()
        guard ASCII.equalIgnoringCase(cursor.take(while: ASCII.isToken), "Digest") else { return nil }
        var values: [String: String] = [:]
        for element in SIPHeaders.split(cursor.rest) where !element.isEmpty {
            var part = ByteCursor(element)
            let name = part.take(while: ASCII.isToken)
            guard !name.isEmpty, part.consumeSeparator(ASCII.equals) else { return nil }
            guard values.updateValue(SIPText.unquoted(String(bytes: part.rest)), forKey: String(bytes: name).asciiLowercased) == nil else { return nil }
        }
        return values
    }
}
