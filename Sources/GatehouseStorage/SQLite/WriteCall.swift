import GRDB
import GatehouseOAuth

/// One port call that waits for the writer.
struct WriteCall: Sendable {
    /// Tells the caller its outcome; kept back until the commit has returned.
    typealias Answer = @Sendable () -> Void

    /// Changes rows inside the batch's transaction; the answer it returns holds only if that transaction commits.
    let run: @Sendable (Database) throws -> Answer
    /// Tells the caller that nothing was stored.
    let fail: @Sendable (StorageError) -> Void
    /// Runs when the batch has ended, whichever way, before anyone is answered.
    let settle: @Sendable () -> Void
}
