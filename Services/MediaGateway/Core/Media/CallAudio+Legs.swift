import Contracts
import Protocols
import Vocabulary

/// Somebody in a call's sound beyond its caller and its agent.
struct AudioGuest: Sendable {
    let place: LegPlace
    var leg: MediaLeg
    var role = LegRole.listening
    var isMuted = false
    /// Hears and is heard; before, its phone rings.
    var isIn = false
    var isSilentNoted = false
}

/// Legs that come, change and go.
extension CallAudio {
    /// A leg is rung: nothing is heard of it yet.
    public mutating func open(_ leg: MediaLeg, at place: LegPlace, isAgent: Bool) {
        guard isAgent else { return guests.append(AudioGuest(place: place, leg: leg)) }
        agent = leg
        agentPlace = place
        silentNoted.agent = false
    }

    /// The leg is gone.
    public mutating func close(_ place: LegPlace) {
        if isAgents(place) { return unbridge() }
        guests.removeAll { $0.place == place }
        settle()
    }

    /// Takes a leg out, to be placed in another call.
    public mutating func take(_ place: LegPlace) -> MediaLeg? {
        let leg = isAgents(place) ? agent : guests.first { $0.place == place }?.leg
        close(place)
        return leg
    }

    /// The leg hears and is heard as its role says, from now on.
    public mutating func admit(_ place: LegPlace, as role: LegRole, isMuted: Bool) {
        guard let index = guests.firstIndex(where: { $0.place == place }) else { return }
        guests[index].role = role
        guests[index].isMuted = isMuted
        guests[index].isIn = true
        settle()
    }

    public mutating func muteAgent(_ isMuted: Bool) {
        isAgentMuted = isMuted
        settle()
    }

    /// The leg is the agent's from now on; the present agent's stays, as one who joined.
    public mutating func promote(_ place: LegPlace) {
        guard let index = guests.firstIndex(where: { $0.place == place }) else { return }
        let next = guests.remove(at: index)
        if let agent { guests.append(AudioGuest(place: agentPlace, leg: agent, role: .joined, isMuted: isAgentMuted, isIn: true)) }
        agent = next.leg
        agentPlace = next.place
        silentNoted.agent = false
        settle()
    }

    /// The caller hears music, or the others again.
    public mutating func hold(_ isHeld: Bool) {
        self.isHeld = isHeld
        settle()
    }

    /// A session was agreed with the leg, for the first time or anew.
    public mutating func agreed(_ audio: NegotiatedAudio, at place: LegPlace, at now: Instant) { change(place) { $0.agreed(audio, at: now) } }

    /// Any place may be a guest's while there is no agent.
    func isAgents(_ place: LegPlace) -> Bool { place == agentPlace && agent != nil }

    mutating func change(_ place: LegPlace, _ body: (inout MediaLeg) -> Void) {
        if place == .caller { return body(&caller) }
        if isAgents(place) {
            // Taken out and put back: nothing of it is copied.
            guard var leg = agent else { return }
            agent = nil
            body(&leg)
            return agent = leg
        }
        if let index = guests.firstIndex(where: { $0.place == place }) { body(&guests[index].leg) }
    }

    public func audio(at place: LegPlace) -> NegotiatedAudio? {
        if place == .caller { return caller.audio }
        return isAgents(place) ? agent?.audio : guests.first { $0.place == place }?.leg.audio
    }

    /// Seats everybody anew after a change.
    mutating func settle() {
        var legs = guests.filter(\.isIn).map { (place: $0.place, role: $0.role, isMuted: $0.isMuted) }
        mixes = isHeld || !legs.isEmpty || introduction != nil || (isAgentMuted && agent != nil)
        guard mixes else { return conference = nil }
        if case .bridged = programme, agent != nil { legs.append((agentPlace, .agent, isAgentMuted)) }
        if conference == nil { conference = Conference() }
        conference?.seat(legs, isCallerHeld: isHeld)
    }

    // MARK: Whether anybody is there

    /// The caller can hear and be heard.
    var isAttended: Bool { !isHeld && !caller.isAway }

    /// Somebody beside the caller hears what the assistant says.
    var hasOthers: Bool {
        if case .bridged = programme { return true }
        return guests.contains { $0.isIn && $0.role.isHeard }
    }

    // MARK: Packets

    mutating func guestReceived(_ packet: UnsafeRawBufferPointer, from source: SocketAddress, on place: LegPlace, at now: Instant) {
        guard let index = guests.firstIndex(where: { $0.place == place }) else { return }
        guests[index].isSilentNoted = false
        guard case .packet(let kind, let header, let range) = guests[index].leg.arrived(packet, from: source, at: now) else { return }
        let payload = UnsafeRawBufferPointer(rebasing: packet[range])
        switch kind {
        case .sound: guests[index].leg.keep(payload, timestamp: header.timestamp, at: now)
        case .noise: guests[index].leg.fellSilent(payload)
        // Their keys mean nothing to anybody.
        case .event: break
        }
    }

    mutating func watchGuests(at now: Instant, to output: inout some MediaOutput) {
        for index in guests.indices where guests[index].isIn && !guests[index].isSilentNoted && isLost(guests[index].leg, at: now) {
            guests[index].isSilentNoted = true
            output.note(.silent(guests[index].place))
        }
    }
}
