import CSys

/// The system's random numbers, a page at a time: one call of the kernel for 512 of them instead of one each
/// (`SystemRandomNumberGenerator` on Linux). Fit for keys, nonces and tags. A copy draws its own page when it first
/// needs one, so that two never hand out the same numbers.
public struct SystemRandom: RandomNumberGenerator, Sendable {
    private final class Page: @unchecked Sendable {
        /// Touched only by the one generator that holds the page alone.
        var numbers: [UInt64]
        init(_ numbers: [UInt64]) { self.numbers = numbers }
    }

    private static let size = 512
    private var page: Page?

    public init() {}

    public mutating func next() -> UInt64 {
        if isKnownUniquelyReferenced(&self.page), let number = self.page?.numbers.popLast() { return number }
        let page = Page(Self.draw())
        self.page = page
        return page.numbers.popLast() ?? UInt64.random(in: .min ... .max)
    }

    private static func draw() -> [UInt64] {
        [UInt64](unsafeUninitializedCapacity: Self.size) { buffer, count in
            count = sys_random(buffer.baseAddress, Self.size * MemoryLayout<UInt64>.size) ? Self.size : 0
        }
    }
}
