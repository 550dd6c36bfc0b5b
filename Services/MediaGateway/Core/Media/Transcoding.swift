import Audio
import Protocols

/// Changes octets of one G.711 law into the other's, in place.
enum Transcoding {
    static func aLaw(fromMuLaw frame: UnsafeMutableRawBufferPointer) { apply(G711.aLawOfMuLaw, to: frame) }
    static func muLaw(fromALaw frame: UnsafeMutableRawBufferPointer) { apply(G711.muLawOfALaw, to: frame) }

    /// Whether packets of one codec can be passed on to a peer that speaks the other, octet by octet.
    static func forwards(_ from: AudioCodec, to: AudioCodec) -> Bool { from == to || from.isCompanded && to.isCompanded }

    /// Only where `forwards` holds.
    static func convert(_ frame: UnsafeMutableRawBufferPointer, from: AudioCodec, to: AudioCodec) {
        switch (from, to) {
        case (.pcmu, .pcma): aLaw(fromMuLaw: frame)
        case (.pcma, .pcmu): muLaw(fromALaw: frame)
        default: break
        }
    }

    private static func apply(_ table: [UInt8], to frame: UnsafeMutableRawBufferPointer) {
        table.withUnsafeBufferPointer { table in
            for index in frame.indices { frame[index] = table[Int(frame[index])] }
        }
    }
}
