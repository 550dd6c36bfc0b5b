/// What RFC 4475 says of each message, and what this endpoint does where it leaves a choice.
///
/// Compared with the RFC's prose where it leaves a choice or demands a status; comments say what it allows where that is
/// more than one thing.
struct TortureVerdict: Sendable, CustomStringConvertible {
    enum Outcome: Sendable, Equatable {
        /// Parsed; the endpoint, which here knows no address of record and no call, answers with this status.
        case answered(Int)
        /// An INVITE that rings.
        case rings
        /// Handed to the registrar.
        case registers
        /// A response: parsed, matches no transaction, ignored.
        case ignored
        /// Refused by the parser and answered with this status.
        case refused(Int)
        /// A response that is no response: dropped.
        case dropped
    }

    let name: String
    let section: String
    let outcome: Outcome

    var description: String { "\(self.name) (§\(self.section))" }

    init(_ name: String, _ section: String, _ outcome: Outcome) {
        self.name = name
        self.section = section
        self.outcome = outcome
    }

    static let all: [TortureVerdict] = [
        // Valid messages
        // Its To has a tag of no dialog here (RFC 3261 §12.2.2).
        .init("wsinv", "3.1.1.1", .answered(481)),
        .init("intmeth", "3.1.1.2", .answered(501)),
        .init("esc01", "3.1.1.3", .rings),
        .init("escnull", "3.1.1.4", .registers),
        .init("esc02", "3.1.1.5", .answered(501)),
        .init("lwsdisp", "3.1.1.6", .answered(200)),
        .init("longreq", "3.1.1.7", .rings),
        .init("dblreq", "3.1.1.8", .registers),
        .init("semiuri", "3.1.1.9", .answered(200)),
        .init("transports", "3.1.1.10", .answered(200)),
        .init("mpart01", "3.1.1.11", .answered(405)),
        .init("unreason", "3.1.1.12", .ignored),
        .init("noreason", "3.1.1.13", .ignored),
        // Invalid messages
        .init("badinv01", "3.1.2.1", .refused(400)),
        .init("clerr", "3.1.2.2", .refused(400)),
        .init("ncl", "3.1.2.3", .refused(400)),
        .init("scalar02", "3.1.2.4", .refused(400)),
        .init("scalarlg", "3.1.2.5", .dropped),
        .init("quotbal", "3.1.2.6", .refused(400)),
        .init("ltgtruri", "3.1.2.7", .refused(400)),
        .init("lwsruri", "3.1.2.8", .refused(400)),
        .init("lwsstart", "3.1.2.9", .refused(400)),
        .init("trws", "3.1.2.10", .refused(400)),
        .init("escruri", "3.1.2.11", .refused(400)),
        // 400 is allowed; so is ignoring a Date that is not used, as here.
        .init("baddate", "3.1.2.12", .rings),
        .init("regbadct", "3.1.2.13", .refused(400)),
        .init("badaspec", "3.1.2.14", .refused(400)),
        .init("baddn", "3.1.2.15", .refused(400)),
        .init("badvers", "3.1.2.16", .refused(505)),
        .init("mismatch01", "3.1.2.17", .refused(400)),
        // 400 is allowed too; 501 lets methods come that are not known yet.
        .init("mismatch02", "3.1.2.18", .refused(501)),
        .init("bigcode", "3.1.2.19", .dropped),
        // Transaction layer
        .init("badbranch", "3.2.1", .answered(200)),
        // Application layer
        .init("insuf", "3.3.1", .refused(400)),
        .init("unkscm", "3.3.2", .answered(416)),
        .init("novelsc", "3.3.3", .answered(416)),
        // Well-formed: the registrar decides, see `unknownSchemeRegisters` (400: an address of record is a SIP URI).
        .init("unksm2", "3.3.4", .registers),
        .init("bext01", "3.3.5", .answered(420)),
        .init("invut", "3.3.6", .answered(415)),
        .init("regaut01", "3.3.7", .registers),
        .init("multi01", "3.3.8", .refused(400)),
        .init("mcl01", "3.3.9", .refused(400)),
        .init("bcast", "3.3.10", .ignored),
        // A proxy answers 483; an end point processes it as if the value were positive.
        .init("zeromf", "3.3.11", .answered(200)),
        .init("cparam01", "3.3.12", .registers),
        .init("cparam02", "3.3.13", .registers),
        .init("regescrt", "3.3.14", .registers),
        // No answer that its Accept allows: 406; 400 is allowed, since everybody must take application/sdp.
        .init("sdp01", "3.3.15", .answered(406)),
        // Backward compatibility
        .init("inv2543", "3.4.1", .rings),
    ]
}
