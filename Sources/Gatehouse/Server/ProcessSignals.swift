import Dispatch
import Glibc

/// What the system asks of a running server.
package enum ProcessSignal: Sendable, Equatable {
    /// Finish what is under way and stop: SIGTERM and SIGINT.
    case terminate
    /// Read the policies again and open log files anew: SIGHUP.
    case reload
}

/// Turns the process's signals into events.
package enum ProcessSignals {
    /// The signals from now on; what they do by default, they do no more.
    package static func events() -> AsyncStream<ProcessSignal> {
        // A reader of our output that goes away must not take the server with it.
        signal(SIGPIPE, SIG_IGN)
        let (events, continuation) = AsyncStream.makeStream(of: ProcessSignal.self)
        for (number, event) in [(SIGTERM, ProcessSignal.terminate), (SIGINT, .terminate), (SIGHUP, .reload)] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            // The handler holds its source, which so lives as long as the process.
            source.setEventHandler { withExtendedLifetime(source) { _ = continuation.yield(event) } }
            source.activate()
        }
        return events
    }
}
