/// Readings of letters, units and signs.
enum SpokenSymbols {
    /// Letters as Mandarin speakers spell them, in characters with one reading.
    static let letters: [Character: String] = [
        "a": "诶", "b": "必", "c": "西", "d": "弟", "e": "义", "f": "艾弗", "g": "计", "h": "诶尺", "i": "爱", "j": "借",
        "k": "开", "l": "艾勒", "m": "艾姆", "n": "恩", "o": "欧", "p": "屁", "q": "球", "r": "阿尔", "s": "艾斯", "t": "替",
        "u": "优", "v": "威", "w": "达不溜", "x": "艾克斯", "y": "外", "z": "贼",
    ]

    /// Units after a number; the longest that fits counts.
    static let units: [(written: String, spoken: String)] = [
        ("kwh", "千瓦时"), ("m3/h", "立方米每小时"), ("km/h", "公里每小时"), ("mbps", "兆"), ("mpa", "兆帕"), ("kpa", "千帕"),
        ("m³", "立方米"), ("㎥", "立方米"), ("m3", "立方米"), ("m²", "平方米"), ("㎡", "平方米"), ("m2", "平方米"), ("km", "公里"),
        ("cm", "厘米"), ("mm", "毫米"), ("kg", "公斤"), ("mg", "毫克"), ("ml", "毫升"), ("kw", "千瓦"), ("gb", "吉字节"), ("mb", "兆"),
        ("℃", "摄氏度"), ("°c", "摄氏度"), ("°", "度"), ("m", "米"), ("g", "克"), ("L", "升"), ("W", "瓦"), ("V", "伏"),
    ]

    /// Signs by themselves. What is not here and not speakable is left out.
    static let signs: [Character: String] = [
        "%": "百分号", "+": "加", "=": "等于", "×": "乘", "÷": "除以", "&": "和", "@": "艾特", "#": "井号", "*": "星号", "℃": "摄氏度",
        "㎡": "平方米", "㎥": "立方米", "¥": "元", "￥": "元", "$": "美元",
    ]

    /// Punctuation → one of the pauses ， 、 。 ！ ？ ； ：
    static let pauses: [Character: Character] = [
        "，": "，", ",": "，", "、": "、", "。": "。", ".": "。", "！": "！", "!": "！", "？": "？", "?": "？", "；": "；", ";": "；",
        "：": "：", ":": "：", "…": "，", "—": "，", "–": "，", "~": "，", "～": "，", "\n": "。", "(": "，", ")": "，", "（": "，", "）": "，",
        "【": "，", "】": "，", "[": "，", "]": "，", "/": "，", "|": "，", "·": "、",
    ]

    /// Before these a 2 is 两.
    static let measures: Set<Character> = Set("个次天位周家种条台张件套户片根块遍倍人项份笔间处位趟回把只层组类盒箱瓶米吨")

    static let measureWords = ["小时", "分钟", "年", "元", "点", "公里", "公斤", "千瓦时", "平方米", "立方米", "度电", "个月", "星期", "秒"]
}
