import Contracts
import Vocabulary

/// How long somebody is likely to wait.
///
/// While every agent talks, and talks end at random (exponential service times, the M/M/n model of Erlang C), one of
/// n agents becomes free every s/n on average, s being the mean service time. Who stands at place p waits for p of
/// them: p · s / n. It is an expectation, not a promise: the standard deviation is √p · s / n. Talks that vary less than
/// that model assumes make it no worse on average; agents who sign out or take calls of other queues do.
public enum WaitEstimate {
    /// What a service is taken to last before any was seen.
    public static let assumed = Duration.seconds(180)

    /// - Parameters:
    ///   - position: from 1.
    ///   - agents: members who are signed in and may take the call, free or not.
    /// - Returns: nil when nobody is there who could ever end the wait.
    public static func wait(position: Int, agents: Int, service: ServiceTime) -> Duration? {
        guard agents > 0, position > 0 else { return nil }
        return .nanoseconds(service.mean.nanoseconds / Int64(agents) * Int64(min(position, 1_000_000)))
    }
}

/// The mean of recent service times: from the connection to when the agent is free again.
public struct ServiceTime: Hashable, Sendable {
    /// A new one counts as much as each of so many before it, once there are that many; older ones fade.
    public static let memory = 50
    /// How many are behind the mean, at most `memory`.
    public var count: Int
    public private(set) var mean: Duration

    public init(count: Int = 0, mean: Duration = .zero) {
        self.count = min(max(count, 0), Self.memory)
        self.mean = self.count == 0 ? WaitEstimate.assumed : max(mean, .zero)
    }

    public mutating func served(for duration: Duration) {
        let taken = max(duration, .zero)
        guard count > 0 else {
            self = ServiceTime(count: 1, mean: taken)
            return
        }
        count = min(count + 1, Self.memory)
        mean += (taken - mean) / count
    }
}
