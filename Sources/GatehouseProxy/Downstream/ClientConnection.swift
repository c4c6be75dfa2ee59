/// An open connection to a client, as its loop knows it.
protocol ClientConnection: AnyObject {
    /// When the connection wants to be told that nothing happened, in uptime nanoseconds.
    var deadline: UInt64 { get }
    /// Its place in the loop's registry.
    var registryIndex: Int { get set }

    func deadlinePassed()
    /// Ends what the token that opened it no longer allows; `now` is in Unix seconds.
    func endStream(now: Int64)
    /// Closes now if idle, else after what is under way.
    func drain()
    /// Closes at once.
    func cut()
}
