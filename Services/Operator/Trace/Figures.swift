/// 640 ms, 12.3 s
func spoken(milliseconds: Int64) -> String {
    milliseconds < 10_000 ? "\(milliseconds) ms" : "\(milliseconds / 1000).\(milliseconds % 1000 / 100) s"
}

func spoken(microseconds: Int64) -> String {
    microseconds < 10_000 ? "\(microseconds / 1000).\(microseconds % 1000 / 100) ms" : spoken(milliseconds: microseconds / 1000)
}

/// 0.87
func spoken(share: Double) -> String {
    guard share.isFinite, abs(share) < 1000 else { return "?" }
    let hundredths = Int((share * 100).rounded())
    return "\(hundredths / 100)." + (hundredths % 100 < 10 ? "0" : "") + String(hundredths % 100)
}
