/// Codes and fields of control messages. Numbers are for ever; a new control takes the next free one.
extension StreamControl {
    private enum Code: UInt8 { case credit = 1, played, voiceOnset, digit, bridged, resume, flush, hangUp, connectDuty, recordingPaused }

    func write(to writer: inout StreamWriter) throws(StreamWireError) {
        switch self {
        case .credit(let generation, let upTo): Self.write(.credit, [generation, upTo], to: &writer)
        case .played(let generation, let frames, let finished):
            Self.write(.played, [generation, frames], to: &writer)
            writer.flag(finished)
        case .voiceOnset(let generation, let frames): Self.write(.voiceOnset, [generation, frames], to: &writer)
        case .digit(let key):
            Self.write(.digit, [], to: &writer)
            writer.byte(key)
        case .bridged: Self.write(.bridged, [], to: &writer)
        case .resume(let generation): Self.write(.resume, [generation], to: &writer)
        case .flush(let generation): Self.write(.flush, [generation], to: &writer)
        case .hangUp(let generation): Self.write(.hangUp, [generation], to: &writer)
        case .connectDuty(let generation, let number):
            Self.write(.connectDuty, [generation], to: &writer)
            try writer.block(number)
        case .recordingPaused(let isPaused):
            Self.write(.recordingPaused, [], to: &writer)
            writer.flag(isPaused)
        }
    }

    init(from reader: inout StreamReader) throws(StreamWireError) {
        guard let code = Code(rawValue: try reader.byte()) else { throw StreamWireError(.unknown, at: reader.offset - 1) }
        switch code {
        case .credit: self = .credit(generation: try reader.word(), upTo: try reader.word())
        case .played: self = .played(generation: try reader.word(), frames: try reader.word(), finished: try reader.flag())
        case .voiceOnset: self = .voiceOnset(generation: try reader.word(), frames: try reader.word())
        case .digit: self = .digit(try reader.byte())
        case .bridged: self = .bridged
        case .resume: self = .resume(generation: try reader.word())
        case .flush: self = .flush(generation: try reader.word())
        case .hangUp: self = .hangUp(generation: try reader.word())
        case .connectDuty: self = .connectDuty(generation: try reader.word(), number: try reader.block())
        case .recordingPaused: self = .recordingPaused(try reader.flag())
        }
    }

    private static func write(_ code: Code, _ words: [UInt32], to writer: inout StreamWriter) {
        writer.byte(code.rawValue)
        for word in words { writer.word(word) }
    }
}
