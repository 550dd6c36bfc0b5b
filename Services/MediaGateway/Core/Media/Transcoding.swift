import Audio
import Protocols

/// Changes octets of one G.711 law into the other's, in place.
enum Transcoding {
    static func aLaw(fromMuLaw frame: UnsafeMutableRawBufferPointer) { apply(G711.aLawOfMuLaw, to: frame) }
    static func muLaw(fromALaw frame: UnsafeMutableRawBufferPointer) { apply(G711.muLawOfALaw, to: frame) }

    static func convert(_ frame: UnsafeMutableRawBufferPointer, from: AudioCodec, to: AudioCodec) {
        switch (from, to) {
        case (.pcmu, .pcma): aLaw(fromMuLaw: frame)
        case (.pcma, .pcmu): muLaw(fromALaw: frame)
        case (.pcma, .pcma), (.pcmu, .pcmu): break
        }
    }

    private static func apply(_ table: [UInt8], to frame: UnsafeMutableRawBufferPointer) {
        table.withUnsafeBufferPointer { table in
            for index in frame.indices { frame[index] = table[Int(frame[index])] }
        }
    }
}
