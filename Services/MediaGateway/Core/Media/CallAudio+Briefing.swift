import Audio
import Contracts
import Protocols

/// The assistant's words around a hand-over.
extension CallAudio {
    /// The agent, who has picked up and is not yet connected, hears this; the caller goes on hearing what they hear.
    public mutating func brief(_ sound: Sound, number: UInt32) { briefing = (SoundPosition(sound, loops: false), number) }

    /// The agent, who waits for a customer to answer, hears this over and over; nil: no more.
    public mutating func tellProgress(_ sound: Sound?) { briefing = sound.map { (SoundPosition($0, loops: true), 0) } }

    /// Those who talk hear this once, over their own voices.
    public mutating func introduce(with sound: Sound) {
        introduction = SoundPosition(sound, loops: false)
        settle()
    }

    /// 20 ms of a briefing; what was said to its end is over.
    mutating func interpose(to output: inout some MediaOutput) {
        if introduction?.isOver == true {
            introduction = nil
            settle()
        }
        guard let number = briefing?.number, agent != nil else { return }
        let packet = output.scratch
        let body = UnsafeMutableRawBufferPointer(rebasing: packet[RTPHeader.size..<RTPHeader.size + Self.frame])
        body.initializeMemory(as: UInt8.self, repeating: G711.aLawSilence)
        briefing?.position.read(into: body)
        agent?.send(body, in: packet, as: agentPlace, to: &output)
        guard briefing?.position.isOver == true else { return }
        briefing = nil
        output.note(.soundOver(number: number))
    }
}
