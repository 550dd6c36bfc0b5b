/// Single digits as they are written or said on the telephone (幺 for one, 洞 for zero, 两 for two).
enum SpokenDigit {
    static func value(_ scalar: Unicode.Scalar) -> Int? {
        switch scalar {
        case "0"..."9": Int(scalar.value) - 48
        case "零", "〇", "洞", "○": 0
        case "一", "幺", "壹": 1
        case "二", "两", "贰": 2
        case "三", "叁": 3
        case "四", "肆": 4
        case "五", "伍": 5
        case "六", "陆": 6
        case "七", "柒", "拐": 7
        case "八", "捌": 8
        case "九", "玖", "勾": 9
        default: nil
        }
    }

    static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
        // 拐 and 勾 are digits only among digits.
        scalar != "拐" && scalar != "勾" && value(scalar) != nil
    }

    static func isUnit(_ scalar: Unicode.Scalar) -> Bool { unit(scalar) != nil }

    static func unit(_ scalar: Unicode.Scalar) -> Int? {
        switch scalar {
        case "十", "拾": 10
        case "百", "佰": 100
        case "千", "仟": 1000
        case "万": 10_000
        case "亿": 100_000_000
        default: nil
        }
    }
}
