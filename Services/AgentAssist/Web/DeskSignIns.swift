import AgentAssistCore
import Contracts
import Runtime
import Security
import Store
import Vocabulary

/// Who may use the desk: signs people in by password or by the operator's link, and knows them again by their token.
actor DeskSignIns {
    struct Signed: Sendable {
        var person: Person
        var token: Token
        var expires: Timestamp
    }

    /// A token that was just looked up is not looked up again for this long; so long a revoked one may still work.
    private static let freshness = Duration.seconds(5), remembered = 5000

    private let people: People
    private let signIns: SignIns
    private let time: any TimeSource
    private let duration: Duration
    /// Nil: any browser may be used.
    private let browsers: Browsers?
    private var limit = AttemptLimit()
    private var known: [Token: (signed: Signed, until: Instant)] = [:]

    init(platform: Platform, duration: Duration, browsers: Browsers?) {
        self.browsers = browsers
        people = People(platform.database, platform.sealer)
        signIns = SignIns(platform.database, platform.sealer)
        time = platform.time
        self.duration = duration
    }

    /// - Throws: `Refusal`: too many attempts, wrong name or password, nobody who has anything to do here.
    /// - Parameter browser: what the browser says it is, where browsers are registered.
    func signIn(_ user: AgentID, password: Masked<String>, browser: Token?) async throws -> Signed {
        if let wait = limit.attempted(user.value, at: time.instant()) {
            var refusal = Refusal(.tooManyRequests, "too-many-attempts", "wait and try again, or ask the operator for a link: hotline people link")
            refusal.headers[.retryAfter] = String(max(1, wait.nanoseconds / 1_000_000_000 + 1))
            throw refusal
        }
        guard let person = try await people.signIn(user, password: password) else { throw Refusal(.unauthorized, "wrong-password", "the name or the password is wrong") }
        limit.succeeded(user.value)
        try Self.hasWork(person)
        if let browsers { try await browsers.check(browser, of: person) }
        let expires = time.timestamp() + duration
        return Signed(person: person, token: try await signIns.issue(to: person.id, until: expires), expires: expires)
    }

    /// A link cannot be guessed, so trying is not limited.
    func redeem(_ link: Token) async throws -> Signed {
        let expires = time.timestamp() + duration
        guard let (person, token) = try await signIns.redeem(link, until: expires) else {
            throw Refusal(.forbidden, "link-is-over", "this link was used or has expired; make another with: hotline people link")
        }
        try Self.hasWork(person)
        return Signed(person: person, token: token, expires: expires)
    }

    /// Whose token this is; nil when it is nobody's.
    func current(_ token: Token) async throws -> Signed? {
        let now = time.instant()
        if let (signed, until) = known[token], until > now, signed.expires > time.timestamp() { return signed }
        guard let current = try await signIns.current(token) else {
            known[token] = nil
            return nil
        }
        let signed = Signed(person: current.person, token: token, expires: current.expires)
        if known.count >= Self.remembered { known = known.filter { $0.value.until > now } }
        if known.count < Self.remembered { known[token] = (signed, now + Self.freshness) }
        return signed
    }

    func signOut(_ token: Token) async throws {
        known[token] = nil
        try await signIns.signOut(token)
    }

    private static func hasWork(_ person: Person) throws {
        guard !person.roles.isEmpty else { throw Refusal(.forbidden, "no-role", "this person has no role; give one with: hotline people add") }
    }
}
