import Runtime
import Vocabulary

/// What every service's command line takes: `[migrate] [--config FILE] [--instance N]`.
public struct HostArguments: Sendable, Hashable {
    public var config: String?
    /// Which of several instances on this machine, from 0.
    public var index = 0
    /// Bring the service's schema up to date and end.
    public var migrateOnly = false
    public var wantsHelp = false

    public init(_ arguments: [String]) throws(ConfigurationError) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "migrate": migrateOnly = true
            case "--help", "-h": wantsHelp = true
            case "--config":
                guard let file = rest.popFirst() else { throw ConfigurationError(problems: ["--config needs a file"]) }
                config = file
            case "--instance":
                guard let number = rest.popFirst().flatMap({ Int($0) }), (0..<100).contains(number) else {
                    throw ConfigurationError(problems: ["--instance needs a number from 0 to 99"])
                }
                index = number
            default:
                throw ConfigurationError(problems: ["unknown argument '\(argument)'; use [migrate] [--config FILE] [--instance N]"])
            }
        }
    }

    public static func help(_ service: ServiceName) -> String {
        """
        \(service.rawValue): one service of the Hotline suite.

          \(service.rawValue) [--config FILE] [--instance N]          run until SIGTERM, then finish what is going on
          \(service.rawValue) migrate [--config FILE]                 bring the service's schema up to date and end

        --config FILE   YAML; HOTLINE_… variables in the environment win over it
        --instance N    which of several instances on this machine, from 0: shifts ports

        """
    }
}
