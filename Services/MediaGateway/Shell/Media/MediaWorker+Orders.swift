import Contracts
import MediaGatewayCore
import Protocols
import Vocabulary

extension MediaWorker {
    func perform(_ order: MediaOrder) {
        if let key = order.follower, awaited.keep(order, for: key) { return }
        switch order {
        case .open(let key, let sockets): open(key, sockets)
        case .openLeg(let key, let place, let sockets, let isAgent): openLeg(key, place, sockets, isAgent: isAgent)
        case .closeLeg(let key, let place): with(key) { $0.closeLeg(place) }
        case .expectLeg(let key): awaited.expect(for: key)
        case .takeLeg(let key, let place, let taken): taken(takeLeg(key, place))
        case .placeLeg(let key, let place, let leg, let rings):
            if let leg { placeLeg(key, place, leg, rings: rings) }
            for order in awaited.came(for: key) { perform(order) }
        case .connect(let key, let seat): connect(key, seat)
        case .disconnect(let key): with(key) { disconnect($0) }
        case .change(let key, let change):
            with(key) { slot in
                enter(slot)
                change(&slot.audio, &output, now)
                slot.takeKeys()
            }
        case .close(let key, let closed): close(key, closed)
        case .speech(let frames, let instance): speechCame(frames, from: instance)
        case .control(let key, let control, let instance): controlCame(key, control, from: instance)
        case .stop: stop()
        }
    }

    private func with(_ key: MediaKey, _ body: (Slot) -> Void) {
        if let index = indices[key], let slot = slots[index] { body(slot) }
    }

    private func makeLeg() -> MediaLeg { MediaLeg(settings, random: (random.next(), random.next()), at: now) }

    private func open(_ key: MediaKey, _ sockets: MediaSockets) {
        let slot = Slot(key, CallAudio(caller: makeLeg(), settings: settings), sockets)
        let index = free.popLast() ?? slots.count
        if index == slots.count { slots.append(slot) } else { slots[index] = slot }
        indices[key] = index
        watch(sockets, slot: index, place: .caller)
    }

    private func openLeg(_ key: MediaKey, _ place: LegPlace, _ sockets: MediaSockets, isAgent: Bool) {
        guard let index = indices[key], let slot = slots[index], slot.wire(at: place) == nil else { return sockets.close() }
        slot.set(LegWire(sockets: sockets), at: place)
        slot.audio.open(makeLeg(), at: place, isAgent: isAgent)
        watch(sockets, slot: index, place: place)
    }

    private func takeLeg(_ key: MediaKey, _ place: LegPlace) -> TakenLeg? {
        guard let index = indices[key], let slot = slots[index], let wire = slot.wire(at: place), let leg = slot.audio.take(place) else { return nil }
        slot.set(nil, at: place)
        unwatch(wire.sockets)
        return TakenLeg(wire: wire, leg: leg)
    }

    private func placeLeg(_ key: MediaKey, _ place: LegPlace, _ taken: TakenLeg, rings: Bool) {
        guard let index = indices[key], let slot = slots[index], slot.wire(at: place) == nil else { return taken.wire.sockets.close() }
        slot.set(taken.wire, at: place)
        slot.audio.open(taken.leg, at: place, isAgent: true)
        enter(slot)
        if !rings { slot.audio.bridge(to: &output) }
        watch(taken.wire.sockets, slot: index, place: place)
    }

    private func close(_ key: MediaKey, _ closed: @Sendable (MediaFigures) -> Void) {
        guard let index = indices.removeValue(forKey: key), let slot = slots[index] else { return closed(MediaFigures()) }
        if let rest = slot.audio.takeRecording() { listener.recorded(key, rest) }
        disconnect(slot)
        closeSockets(slot)
        slots[index] = nil
        free.append(index)
        let figures = slot.audio.caller.figures
        self.figures.lost.add(Int(clamping: figures.lost))
        self.figures.noteReception(of: slot.audio.caller)
        self.figures.starved.add(slot.audio.playOut.starved)
        self.figures.refused.add(slot.audio.playOut.refused)
        closed(MediaFigures(received: figures.received, lost: figures.lost))
    }

    // MARK: Speech

    private func connect(_ key: MediaKey, _ seat: SpeechSeat) {
        guard let index = indices[key], let slot = slots[index] else { return }
        disconnect(slot)
        slot.seat = seat
        seats[SeatName(instance: seat.instance, handle: seat.key.handle)] = index
        enter(slot)
        slot.audio.connect(seat.key, to: &output)
        for item in early.take(seat, at: now) {
            switch item {
            case .frame(let frame): slot.audio.speechReceived(frame)
            case .control(let control): slot.audio.controlReceived(control, at: now)
            }
        }
    }

    private func disconnect(_ slot: Slot) {
        guard let seat = slot.seat else { return }
        seats[SeatName(instance: seat.instance, handle: seat.key.handle)] = nil
        slot.seat = nil
        slot.audio.disconnect()
    }

    private func slot(of key: StreamKey, from instance: InstanceID) -> Slot? {
        guard let index = seats[SeatName(instance: instance, handle: key.handle)], let slot = slots[index], slot.seat?.key == key else { return nil }
        return slot
    }

    private func speechCame(_ frames: [SpeechFrame], from instance: InstanceID) {
        for frame in frames {
            if let slot = slot(of: frame.key, from: instance) {
                slot.audio.speechReceived(frame)
            } else {
                early.keep(.frame(frame), for: SpeechSeat(instance: instance, key: frame.key), at: now)
            }
        }
    }

    private func controlCame(_ key: StreamKey, _ control: StreamControl, from instance: InstanceID) {
        if let slot = slot(of: key, from: instance) {
            slot.audio.controlReceived(control, at: now)
        } else {
            early.keep(.control(control), for: SpeechSeat(instance: instance, key: key), at: now)
        }
    }
}

extension MediaWorker.Slot {
    func closeLeg(_ place: LegPlace) {
        guard let wire = wire(at: place) else { return }
        audio.close(place)
        // Closing takes a descriptor out of the epoll set.
        wire.sockets.close()
        set(nil, at: place)
    }
}
