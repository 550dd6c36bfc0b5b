/// Numbers that name something: phones, orders, parcels, accounts, cards, codes.
enum CodeReader {
    typealias Candidate = EntityReader.Candidate

    static func candidates(in text: [Unicode.Scalar], expecting: EntityType?) -> [Candidate] {
        var found: [Candidate] = []
        var offset = 0
        while offset < text.count {
            guard self.startsRun(text, at: offset), let run = DigitRun.read(text, at: offset, letters: true) else {
                offset += 1
                continue
            }
            if let candidate = self.candidate(for: run, in: text, expecting: expecting) { found.append(candidate) }
            offset = max(run.range.upperBound, offset + 1)
        }
        return found
    }

    private static func startsRun(_ text: [Unicode.Scalar], at offset: Int) -> Bool {
        SpokenDigit.isDigit(text[offset]) || text[offset].isLatin
    }

    private static func candidate(
        for run: DigitRun, in text: [Unicode.Scalar], expecting: EntityType?
    ) -> Candidate? {
        // An address on the Internet, a unit or a quantity follows: another reader's.
        if let next = text[run.range.upperBound...].first, next == "@" || SpokenDigit.isUnit(next) { return nil }
        if let type = self.certainType(of: run) { return self.make(type, run, rank: EntityRank.certain) }
        if let type = self.cuedType(of: run, in: text) { return self.make(type, run, rank: EntityRank.cue) }
        if let expecting, self.fits(run, expecting) { return self.make(expecting, run, rank: EntityRank.cue) }
        if let type = self.shapedType(of: run) { return self.make(type, run, rank: EntityRank.shape) }
        return nil
    }

    private static func make(_ type: EntityType, _ run: DigitRun, rank: Int) -> Candidate {
        Candidate(type: type, range: run.range, value: run.value, rank: rank)
    }

    private static let carriers: Set<String> = ["SF", "YT", "ZTO", "YTO", "STO", "JD", "JDVB", "JDX", "EMS", "YD", "DPK"]

    private static func isParcel(_ run: DigitRun) -> Bool {
        self.carriers.contains(String(run.value.prefix { !$0.isNumber })) && run.digits >= 8
    }

    /// Identity numbers and mobile numbers say by themselves what they are.
    private static func certainType(of run: DigitRun) -> EntityType? {
        if IdentityNumber.isPlausible(run.value) { return .idCard }
        if self.isParcel(run) { return .trackingNumber }
        if !run.hasLetters, run.digits == 11, run.value.hasPrefix("1"), let second = run.value.dropFirst().first,
            "3456789".contains(second)
        {
            return .phone
        }
        return nil
    }

    /// The nearest word before (or right after) that says what the number is.
    private static func cuedType(of run: DigitRun, in text: [Unicode.Scalar]) -> EntityType? {
        let before = Cue.words.matches(in: Array(text[max(0, run.range.lowerBound - 14)..<run.range.lowerBound]))
        for cue in before.reversed() {
            for type in cue.meaning.types where self.fits(run, type) {
                if type == .accountNumber, self.isBankCard(run) { return .bankCard }
                return self.refined(type, cue.meaning, before.map(\.meaning))
            }
        }
        return nil
    }

    /// 尾号 alone belongs to what was named before it: 手机尾号, 卡尾号, 订单尾号.
    private static func refined(_ type: EntityType, _ cue: Cue, _ all: [Cue]) -> EntityType {
        guard cue.isTail else { return type }
        for other in all.reversed() where !other.isTail {
            if let tail = other.types.lazy.compactMap(\.tail).first { return tail }
        }
        return type
    }

    static func fits(_ run: DigitRun, _ type: EntityType) -> Bool {
        let count = run.value.count
        switch type {
        case .phone: return !run.hasLetters && (7...12).contains(count)
        case .phoneTail, .cardTail, .orderTail: return !run.hasLetters && (3...6).contains(count)
        case .idCard: return (15...18).contains(count) && run.digits >= 14
        case .bankCard: return !run.hasLetters && (15...19).contains(count)
        case .pickupCode: return run.digits >= 3 && count <= 10
        case .errorCode: return (1...6).contains(count) && run.digits >= 1
        case .staffID: return run.digits >= 2 && count <= 10
        case .vin: return count == 17
        case .taxNumber: return (15...20).contains(count)
        case .accountNumber, .workOrder, .ticketNumber: return run.digits >= 4 && count <= 24
        case .orderNumber, .trackingNumber, .policyNumber, .contractNumber: return run.digits >= 5 && count <= 30
        case .model: return run.hasLetters && count >= 2
        default: return false
        }
    }

    /// 16 to 19 digits of a Chinese card (UnionPay issuers begin with 62).
    private static func isBankCard(_ run: DigitRun) -> Bool {
        !run.hasLetters && (16...19).contains(run.digits) && run.value.hasPrefix("62")
    }

    /// Without a cue only long or marked numbers are taken.
    private static func shapedType(of run: DigitRun) -> EntityType? {
        let letters = run.value.prefix { !$0.isNumber }
        if ["GD", "WO", "BX"].contains(String(letters)), run.digits >= 4 { return .workOrder }
        if self.isBankCard(run) { return .bankCard }
        if run.value.count == 17, run.hasLetters, run.digits >= 6 { return .vin }
        if !run.hasLetters, run.digits >= 12 { return .orderNumber }
        if !run.hasLetters, run.value.hasPrefix("400") || run.value.hasPrefix("800"), run.digits == 10 { return .phone }
        return nil
    }
}

extension EntityType {
    /// The last digits of it, as a type of their own.
    fileprivate var tail: EntityType? {
        switch self {
        case .phone: .phoneTail
        case .bankCard, .accountNumber: .cardTail
        case .orderNumber, .trackingNumber: .orderTail
        default: nil
        }
    }
}
