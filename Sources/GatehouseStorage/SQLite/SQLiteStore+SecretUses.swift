package import GatehouseOAuth

extension SQLiteStore {
    package func noteSecretUse(_ secret: String, of client: ClientID, at: Int64) async {
        if uses.note(SecretUses.Key(client: client, secret: secret), at: at) {
            enqueueSecretUses { _ in }
        }
    }

    /// Writes the noted uses, all in one call of the writer; returns when they are on disk or could not be stored.
    package func flushSecretUses() async {
        await withCheckedContinuation { continuation in
            enqueueSecretUses { _ in continuation.resume() }
        }
    }

    /// Writes the noted uses every `interval` until the task is cancelled, and once more then.
    ///
    /// What did not work is tried again at the same pace.
    package func flushSecretUses(every interval: Duration) async {
        repeat {
            try? await Task.sleep(for: interval)
            await flushSecretUses()
            await recheck()
        } while !Task.isCancelled
    }

    /// Hands the noted uses to the writer and tells `finished` whether they were stored; if not, they wait on.
    func enqueueSecretUses(_ finished: @escaping @Sendable (Bool) -> Void) {
        let taken = uses.take()
        guard !taken.isEmpty else { return finished(true) }
        let call = WriteCall(
            run: { database in
                for (use, at) in taken {
                    try SecretRecord.noteUse(use, at: at, in: database)
                }
                return { finished(true) }
            },
            fail: { [uses] _ in
                uses.putBack(taken)
                finished(false)
            },
            settle: { [cache] in cache.forget(taken.keys.map(\.client)) }
        )
        if writer.enqueue(call) != nil {
            uses.putBack(taken)
            finished(false)
        }
    }
}
