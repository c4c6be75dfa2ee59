/// Keeps strangers from making the server fetch much, from one host or from many.
struct DocumentLimits: Sendable {
    private let fromOneAddress: CodeGuessThrottle
    private let fromAll: CodeGuessThrottle
    /// Leaves connections for others where one origin names many slow hosts.
    private let running = OriginLoad()

    init(entropy: some EntropySource) {
        fromOneAddress = CodeGuessThrottle(limit: TryLimit(tries: 30, perSeconds: 60), entropy: entropy)
        fromAll = CodeGuessThrottle(limit: TryLimit(tries: 600, perSeconds: 60), entropy: entropy)
    }

    /// Counts a fetch, which `end(from:)` ends; one too many is told to come later.
    func begin(from address: String, now: Int64) throws(OAuthError) {
        try StrangerLimits.admit(address, to: fromOneAddress, now: now)
        guard running.enter(address) else {
            throw OAuthError(.temporarilyUnavailable, "Too much is being fetched for this address; come later.")
        }
        guard fromAll.admit(person: "", now: now) == .admitted else {
            running.leave(address)
            throw OAuthError(.temporarilyUnavailable, "There are too many new clients at the moment; come later.")
        }
    }

    /// Ends a fetch that was let in.
    func end(from address: String) {
        running.leave(address)
    }
}
