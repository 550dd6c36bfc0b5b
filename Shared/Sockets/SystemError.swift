import Glibc

/// A system call that failed.
public struct SystemError: Error, Equatable, CustomStringConvertible {
    public var doing: String
    /// errno
    public var number: Int32

    public init(doing: String, number: Int32) {
        self.doing = doing
        self.number = number
    }

    public var description: String { "\(doing): \(String(cString: strerror(number)))" }

    /// A CSys result: itself when it is none of its negated error numbers.
    public static func check(_ result: Int32, _ doing: @autoclosure () -> String) throws(SystemError) -> Int32 {
        guard result < 0 else { return result }
        throw SystemError(doing: doing(), number: -result)
    }
}
