/// Orders for calls to which a leg of another call is on its way. The leg may come from another thread; what is ordered
/// meanwhile, such as the session that its phone has just agreed, must not overtake it.
///
/// An order waits as long as the other thread takes for what lies before it in its queue: whoever expects a leg is told of it
/// in every case, also that there is none.
public struct AwaitedLegs<Call: Hashable & Sendable, Order: Sendable>: Sendable {
    private var waiting: [Call: (legs: Int, orders: [Order])] = [:]

    public init() {}

    /// One more leg is on its way to the call.
    public mutating func expect(for call: Call) { waiting[call, default: (0, [])].legs += 1 }

    /// - Returns: whether the order waits; otherwise it is to be carried out.
    public mutating func keep(_ order: Order, for call: Call) -> Bool {
        guard waiting[call] != nil else { return false }
        waiting[call]?.orders.append(order)
        return true
    }

    /// A leg of the call has come, or never will.
    /// - Returns: what waited for it, in order; nothing while another leg is on its way.
    public mutating func came(for call: Call) -> [Order] {
        guard let entry = waiting[call] else { return [] }
        guard entry.legs <= 1 else {
            waiting[call]?.legs -= 1
            return []
        }
        waiting[call] = nil
        return entry.orders
    }
}
