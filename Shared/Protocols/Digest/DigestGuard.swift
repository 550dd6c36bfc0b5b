import Vocabulary

/// Checks digest credentials: nonces with an expiry, each count used once (RFC 7616 §3.3, §3.4, RFC 8760).
///
/// Nonces carry their own proof of origin, so that a stranger's request leaves nothing behind; only a nonce that
/// served its owner is remembered, until it expires.
public struct DigestGuard: Sendable {
    public enum Verdict: Equatable, Sendable {
        case accepted(username: String)
        /// Answer 401 with `challenges(isStale:at:)`.
        case challenge(isStale: Bool)
        /// A wrong password or an unknown user: 403.
        case refused
    }

    public let realm: String
    private let algorithms: [DigestAlgorithm]
    private let lifetime: Duration
    private let secret: String
    private var counts: [String: (last: UInt32, expires: Instant)] = [:]
    private var serial: UInt64 = 0
    private static let maximumNonces = 200_000

    /// - Parameter algorithms: offered in this order; clients take the first that they know.
    public init(realm: String, algorithms: [DigestAlgorithm] = [.sha256, .md5], lifetime: Duration = .seconds(300), tokens: inout TokenSource) {
        self.realm = realm
        self.algorithms = algorithms
        self.lifetime = lifetime
        self.secret = tokens.longToken()
    }

    /// The user that a request claims to be; nil without credentials for our realm.
    public func username(of request: SIPRequest) -> String? { self.credentials(of: request)?.username }

    /// Values of WWW-Authenticate. No two challenges share a nonce: whoever comes second would find its count used.
    public mutating func challenges(isStale: Bool, at now: Instant) -> [String] {
        self.serial &+= 1
        let issued = String(now.nanoseconds / 1_000_000, radix: 36) + "-" + String(self.serial, radix: 36)
        let nonce = "\(issued).\(self.signature(issued))"
        return self.algorithms.map { DigestChallenge(realm: self.realm, nonce: nonce, algorithm: $0, isStale: isStale).text }
    }

    /// - Parameter credential: of `username(of:)`; nil when there is no such user.
    public mutating func check(_ request: SIPRequest, credential: DigestCredential?, at now: Instant) -> Verdict {
        guard let answer = self.credentials(of: request), self.algorithms.contains(answer.algorithm) else { return .challenge(isStale: false) }
        let age = self.age(of: answer.nonce, at: now), isRight = self.isRight(answer, request, credential)
        // Whoever knows the password and has a nonce of another instance, or of one before a restart, tries again without asking
        // anybody for it (RFC 7616 §3.3: stale when the nonce is not valid and the digest is). Others learn nothing from it.
        guard let age, age <= self.lifetime else { return .challenge(isStale: isRight) }
        guard isRight else { return .refused }
        // Without a count (RFC 2069) a nonce serves once.
        guard self.use(answer.nonce, count: answer.count ?? .max, age: age, at: now) else { return .challenge(isStale: true) }
        return .accepted(username: answer.username)
    }

    private func isRight(_ answer: DigestResponse, _ request: SIPRequest, _ credential: DigestCredential?) -> Bool {
        guard let credential, credential.username == answer.username, self.isSameResource(answer.uri, request.uri),
            let expected = answer.expected(method: request.method, secret: credential.secret)
        else { return false }
        return Self.equal(expected, answer.response)
    }

    private func credentials(of request: SIPRequest) -> DigestResponse? {
        request.headers.fields.lazy.filter { $0.name == .authorization || $0.name == .proxyAuthorization }
            .compactMap { DigestResponse($0.text) }.first { $0.realm == self.realm }
    }

    private func signature(_ issued: String) -> String {
        String(DigestAlgorithm.sha256.hash("\(self.secret):\(issued):\(self.secret)").prefix(32))
    }

    /// Nil for a nonce that is not ours.
    private func age(of nonce: String, at now: Instant) -> Duration? {
        let parts = nonce.split(separator: ".")
        guard parts.count == 2, Self.equal(self.signature(String(parts[0])), String(parts[1])) else { return nil }
        guard let issued = parts[0].split(separator: "-").first.flatMap({ Int64($0, radix: 36) }) else { return nil }
        return max(.zero, now - Instant(nanoseconds: issued &* 1_000_000))
    }

    private func isSameResource(_ text: String, _ uri: SIPURI) -> Bool {
        if text == uri.description { return true }
        guard let other = try? SIPURI(text) else { return false }
        return other.isEquivalent(to: uri)
    }

    private mutating func use(_ nonce: String, count: UInt32, age: Duration, at now: Instant) -> Bool {
        if let known = self.counts[nonce], count <= known.last { return false }
        if self.counts.count >= Self.maximumNonces { self.counts = self.counts.filter { $0.value.expires > now } }
        guard self.counts.count < Self.maximumNonces else { return false }
        self.counts[nonce] = (count, now + (self.lifetime - age))
        return true
    }

    /// Takes the same time wherever the texts differ.
    private static func equal(_ left: String, _ right: String) -> Bool {
        let a = left.utf8, b = right.utf8
        guard a.count == b.count else { return false }
        return zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
