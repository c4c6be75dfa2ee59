/// Decides when to read a watched directory again: once it is quiet after a change, and now and then in any case.
struct ReloadSchedule<Trace: Equatable> {
    /// How long nothing may change before a change is read.
    static var quiet: Duration { .milliseconds(250) }

    /// How long a change may go unnoticed that left no trace.
    static var interval: Duration { .seconds(10) }

    private var pending: (trace: Trace, since: Duration)?
    private var lastRead: (trace: Trace, at: Duration)?

    /// Takes note of the directory at an instant; true if it is time to read it.
    mutating func isDue(_ trace: Trace, at now: Duration) -> Bool {
        if pending?.trace != trace { pending = (trace, now) }
        guard let lastRead, let pending else {
            self.lastRead = (trace, now)
            return true
        }
        let isChanged = trace != lastRead.trace && now - pending.since >= Self.quiet
        guard isChanged || now - lastRead.at >= Self.interval else { return false }
        self.lastRead = (trace, now)
        return true
    }
}
