import Glibc

/// Loudness as mean square relative to full scale: 1 is a full-scale square wave, 0 silence. Machines compare powers,
/// so that no logarithm is taken per frame; people read decibels.
public enum Level {
    private static let squareOfALaw = G711.linearOfALaw.map(square)
    private static let squareOfMuLaw = G711.linearOfMuLaw.map(square)

    public static func power(aLaw octets: some Collection<UInt8>) -> Float { mean(octets, squareOfALaw) }
    public static func power(muLaw octets: some Collection<UInt8>) -> Float { mean(octets, squareOfMuLaw) }

    private static func square(_ sample: Int16) -> Float { Float(sample) * Float(sample) / (32768 * 32768) }

    private static func mean(_ octets: some Collection<UInt8>, _ squares: [Float]) -> Float {
        guard !octets.isEmpty else { return 0 }
        return squares.withUnsafeBufferPointer { squares in octets.reduce(Float(0)) { $0 + squares[Int($1)] } / Float(octets.count) }
    }

    public static func power(_ samples: some Collection<Int16>) -> Float {
        guard !samples.isEmpty else { return 0 }
        return samples.reduce(Float(0)) { $0 + Float($1) * Float($1) } / (32768 * 32768) / Float(samples.count)
    }

    /// -∞ for silence.
    public static func decibels(_ power: Float) -> Float { 10 * log10f(power) }
    public static func power(decibels: Float) -> Float { powf(10, decibels / 10) }
}
