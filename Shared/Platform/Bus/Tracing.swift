import Contracts

/// The trace that the present task works for. The bus carries it with each request, so that what a handler asks in its
/// turn belongs to the same trace.
public enum Tracing {
    @TaskLocal public static var current: TraceParent?
}
