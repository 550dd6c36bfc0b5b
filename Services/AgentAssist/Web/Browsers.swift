import Contracts
import Runtime
import Security
import Store
import Vocabulary

/// The browsers that may sign in by password: one is known by a cookie of its own and approved by an administrator, or by a
/// link that the operator gave. Kept as digests.
struct Browsers: Sendable {
    static let unknown = "browser-not-registered"

    let platform: Platform

    struct Known: Codable, Sendable {
        /// In hexadecimal.
        var browser: String
        var person: AgentID
        var registeredAt: Timestamp
        var approvedBy: String?
    }

    /// - Throws: `Refusal` unless the browser is approved; it then waits for approval.
    func check(_ browser: Token?, of person: Person) async throws {
        guard let browser else { throw Self.refusal }
        let isApproved = try await platform.database.query(
            "SELECT approved_at IS NOT NULL AS approved FROM browser WHERE digest = decode(\(Hex.encode(browser.digest)), 'hex') AND tenant = \(person.tenant)"
        ) { try $0.get("approved", as: Bool.self) }.first
        if isApproved == true { return }
        if isApproved == nil { try await register(browser, of: person, approvedBy: nil) }
        throw Self.refusal
    }

    func register(_ browser: Token, of person: Person, approvedBy: String?) async throws {
        try await platform.database.execute(
            """
            INSERT INTO browser (digest, tenant, person, approved_by, approved_at)
            VALUES (decode(\(Hex.encode(browser.digest)), 'hex'), \(person.tenant), \(person.id), \(approvedBy), CASE WHEN \(approvedBy)::text IS NULL THEN NULL ELSE now() END)
            ON CONFLICT (digest) DO UPDATE SET approved_by = coalesce(excluded.approved_by, browser.approved_by), approved_at = coalesce(excluded.approved_at, browser.approved_at)
            WHERE browser.tenant = excluded.tenant
            """)
    }

    func all(of tenant: TenantID) async throws -> [Known] {
        try await platform.database.query(
            "SELECT encode(digest, 'hex') AS browser, person, registered_at, approved_by FROM browser WHERE tenant = \(tenant) ORDER BY registered_at DESC LIMIT 500"
        ) { row in
            Known(browser: try row.get("browser"), person: try row.get("person"), registeredAt: try row.get("registered_at"), approvedBy: try row.get("approved_by"))
        }
    }

    /// - Returns: false when there is no such browser.
    func approve(_ browser: String, _ isApproved: Bool, by approver: AgentID, tenant: TenantID) async throws -> Bool {
        let approvedBy = isApproved ? approver.value : nil
        let changed = try await platform.database.execute(
            """
            UPDATE browser SET approved_by = \(approvedBy), approved_at = CASE WHEN \(isApproved) THEN now() ELSE NULL END
            WHERE encode(digest, 'hex') = \(browser) AND tenant = \(tenant)
            """)
        if changed == 1 {
            try await AuditChain(platform.database).append(actor: approver.value, action: isApproved ? "desk.browser-approved" : "desk.browser-refused", subject: String(browser.prefix(16)))
        }
        return changed == 1
    }

    private static let refusal = Refusal(.forbidden, unknown, "this browser is not registered: an administrator approves it at the desk, or the operator gives a link")
}
