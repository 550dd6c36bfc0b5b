import Runtime

public enum AgentAssistSchema {
    public static var migrations: [Migration] {
        [
            Migration("0001-agent-assist", PackageResources._001_agent_assist_sql),
            Migration("0002-handled-calls", PackageResources._002_handled_calls_sql),
        ]
    }
}
