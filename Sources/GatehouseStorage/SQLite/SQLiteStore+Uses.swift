package import GatehouseOAuth

extension SQLiteStore {
    package func noteSecretUse(_ secret: String, of client: ClientID, at: Int64) async {
        if secretUses.note(SecretUse(client: client, secret: secret), at: at) {
            enqueueUses { _ in }
        }
    }

    package func noteSessionUse(_ id: String, at: Int64) async {
        if sessionUses.note(id, at: at) {
            enqueueUses { _ in }
        }
    }

    /// Writes the noted uses, all in one call of the writer; returns when they are on disk or could not be stored.
    package func flushUses() async {
        await withCheckedContinuation { continuation in
            enqueueUses { _ in continuation.resume() }
        }
    }

    /// Writes the noted uses every `interval` until the task is cancelled, and once more then.
    ///
    /// What did not work is tried again at the same pace.
    package func flushUses(every interval: Duration) async {
        repeat {
            try? await Task.sleep(for: interval)
            await flushUses()
            await recheck()
        } while !Task.isCancelled
    }

    /// Hands the noted uses to the writer and tells `finished` whether they were stored; if not, they wait on.
    func enqueueUses(_ finished: @escaping @Sendable (Bool) -> Void) {
        let secrets = secretUses.take()
        let sessions = sessionUses.take()
        guard !secrets.isEmpty || !sessions.isEmpty else { return finished(true) }
        let putBack: @Sendable () -> Void = { [secretUses, sessionUses] in
            secretUses.putBack(secrets)
            sessionUses.putBack(sessions)
            finished(false)
        }
        let call = WriteCall(
            run: { database in
                for (use, at) in secrets {
                    try SecretRecord.noteUse(use, at: at, in: database)
                }
                for (id, at) in sessions {
                    try SessionRow.noteUse(id, at: at, in: database)
                }
                return { finished(true) }
            },
            fail: { _ in putBack() },
            settle: { [cache] in cache.forget(secrets.keys.map(\.client)) }
        )
        if writer.enqueue(call) != nil {
            putBack()
        }
    }
}
