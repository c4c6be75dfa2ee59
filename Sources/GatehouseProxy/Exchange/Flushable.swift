import NIOCore

/// A connection whose written bytes wait to be sent.
protocol Flushable: AnyObject {
    var loop: LoopState { get }
    /// Nil while there is no connection.
    var context: ChannelHandlerContext? { get }
    /// Whether it waits for the loop to flush it.
    var isFlushPending: Bool { get set }

    /// Sends what was written; nothing waits any longer.
    func flushNow()
}

extension Flushable {
    /// Sends what was written together with what other connections have written, a moment later.
    func flushSoon() {
        guard !isFlushPending else { return }
        isFlushPending = true
        loop.flushSoon(self)
    }

    func flushNow() {
        isFlushPending = false
        context?.flush()
    }
}
