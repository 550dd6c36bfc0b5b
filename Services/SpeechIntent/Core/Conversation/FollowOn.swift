/// "多少钱", "要多久", "去哪办", "几点上班": a bare question about whatever was spoken of.
enum FollowOn: Equatable, CaseIterable {
    case price, duration, place, hours

    /// Nil when more is said than the question: then it names its own matter.
    init?(in text: String) {
        let words = text.filter { $0.isLetter || $0.isNumber }
        guard words.count <= 10 else { return nil }
        for kind in Self.allCases {
            for cue in kind.cues where words.contains(cue) {
                guard let range = words.firstRange(of: cue) else { continue }
                let rest = words[..<range.lowerBound] + words[range.upperBound...]
                if rest.allSatisfy({ Self.fillers.contains($0) }) { self = kind; return }
            }
        }
        return nil
    }

    /// Whether an article speaks to it.
    func isAnswered(by text: String) -> Bool { evidence.contains(where: text.contains) }

    private static let fillers = Set("那这得要能大概一般啊呢吧呀哦嗯请问你们的了是才可以拿办好弄修收一共总需会都也")

    private var cues: [String] {
        switch self {
        case .price: ["多少钱", "怎么收费", "收费吗", "要钱吗", "花钱吗", "贵不贵", "什么价", "要不要钱", "免费吗", "收多少", "啥价"]
        case .duration: ["多久", "多长时间", "几天", "什么时候好", "啥时候好", "什么时候能好"]
        case .place: ["去哪办", "在哪办", "到哪办", "去哪里", "在哪里", "去哪儿", "在哪儿", "哪里办", "去哪", "在哪"]
        case .hours: ["几点上班", "几点下班", "几点开门", "几点关门", "营业时间", "上班时间", "周末上班", "周末上班吗", "几点到几点"]
        }
    }

    private var evidence: [String] {
        switch self {
        case .price: ["元", "免费", "不收费", "不要钱"]
        case .duration: ["天", "小时", "分钟", "工作日", "个月"]
        case .place: ["服务中心", "窗口", "门店", "派出所", "大厅", "街道", "小程序", "网点", "服务台", "网上", "受理点", "维修站"]
        case .hours: ["点"]
        }
    }
}
