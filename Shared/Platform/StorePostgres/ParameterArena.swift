import Store

/// A statement's parameters in one contiguous block: text ends with NUL, bytes go in binary.
struct ParameterArena {
    private var bytes: [UInt8] = []
    private var offsets: [Int?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    /// - Throws: `StoreError.invalidParameter` for text with a NUL, which PostgreSQL cannot hold.
    init(_ parameters: [SQLValue]) throws(StoreError) {
        offsets.reserveCapacity(parameters.count)
        for (index, parameter) in parameters.enumerated() {
            switch parameter {
            case .null: add(nil, format: 0)
            case .bytes(let value): add(value, format: 1)
            case .text(let value):
                let utf8 = Array(value.utf8)
                guard !utf8.contains(0) else { throw StoreError(.invalidParameter, "parameter \(index + 1) holds a NUL character") }
                add(utf8, format: 0)
            }
        }
    }

    private mutating func add(_ value: [UInt8]?, format: Int32) {
        offsets.append(value.map { _ in bytes.count })
        lengths.append(Int32(clamping: value?.count ?? 0))
        formats.append(format)
        guard let value else { return }
        bytes.append(contentsOf: value)
        bytes.append(0)
    }

    /// Count, values, lengths, formats, as `PQsendQueryPrepared` takes them.
    func withPointers<R>(_ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> R) -> R {
        bytes.withUnsafeBytes { block in
            let start = block.baseAddress?.assumingMemoryBound(to: CChar.self)
            let values = offsets.map { offset in offset.flatMap { start?.advanced(by: $0) } }
            return values.withUnsafeBufferPointer { values in
                lengths.withUnsafeBufferPointer { lengths in
                    formats.withUnsafeBufferPointer { body(Int32(clamping: values.count), values.baseAddress, lengths.baseAddress, $0.baseAddress) }
                }
            }
        }
    }
}
