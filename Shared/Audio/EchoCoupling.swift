/// How much of our own voice comes back on the line, learnt from what returns while we speak.
struct EchoCoupling: Sendable {
    /// The loudest of what was sent lately decays by half in 70 ms: echo of a long-distance call arrives late.
    private static let decay: Float = 0.905
    /// Falls by about 20 dB a second while less returns than expected, rises by about 10 dB a second while more does.
    private static let fall: Float = 0.955
    private static let rise: Float = 1.023
    /// Below -50 dBFS nothing is learnt: we are silent.
    private static let audible: Float = 1e-5
    /// Echo is never taken to return louder than 6 dB below what was sent: that is a caller.
    private static let strongest: Float = 0.25
    private static let weakest: Float = 1e-6

    private var coupling: Float
    private var envelope: Float = 0

    init(initial: Float) { coupling = initial }

    var expected: Float { envelope * coupling }

    mutating func sent(_ power: Float) { envelope = max(power, envelope * Self.decay) }

    /// What came back while no voice was taken to be there.
    mutating func observe(_ power: Float) {
        guard envelope > Self.audible else { return }
        let returned = power / envelope
        let next = returned < coupling ? max(returned, coupling * Self.fall) : min(returned, coupling * Self.rise)
        coupling = min(max(next, Self.weakest), Self.strongest)
    }
}
