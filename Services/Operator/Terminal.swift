import Foundation

/// What the operator reads: results on standard output, progress and problems on standard error.
enum Terminal {
    static func say(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
    static func print(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
}
