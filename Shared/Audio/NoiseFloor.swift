/// Minimum statistics: the quietest 50 ms average of the last 1.6 s is what the line sounds like when nobody speaks
/// (R. Martin, "Noise power spectral density estimation based on optimal smoothing and minimum statistics", 2001,
/// reduced to one band).
struct NoiseFloor: Sendable {
    private static let windows = 8
    /// Frames of 10 ms in a window.
    private static let length = 20
    /// -65 dBFS, a quiet line, until one has been heard.
    private static let initial: Float = 3.2e-7

    private var smoothed = Self.initial
    private var minima = SIMD8<Float>(repeating: Self.initial)
    private var window = 0
    private var frames = 0

    /// - Returns: the floor's power before this frame.
    mutating func observe(_ power: Float) -> Float {
        let floor = minima.min()
        smoothed += (power - smoothed) / 5
        minima[window] = min(minima[window], smoothed)
        frames += 1
        if frames == Self.length {
            frames = 0
            window = (window + 1) % Self.windows
            minima[window] = smoothed
        }
        return floor
    }
}
