import Synchronization

/// Slows down who guesses short codes: those of authenticators, recovery codes, those of devices.
///
/// A code has few digits, so the tries count against the guesser from wherever they come. Whoever is asked for a second
/// factor has already given the password, so a stranger cannot use up the tries of a person.
package final class CodeGuessThrottle: Sendable {
    private let keys: TryKeyMaker
    private let ledger: Mutex<TryLedger>

    /// By default 20 tries an hour for each guesser: one chance in 700 a day to guess an authenticator's code.
    package init(
        limit: TryLimit = TryLimit(tries: 20, perSeconds: 3600),
        capacity: Int = 100_000,
        entropy: some EntropySource
    ) {
        keys = TryKeyMaker(entropy: entropy)
        ledger = Mutex(TryLedger(limit, capacity: capacity))
    }

    /// Counts a guess of a person, before it is compared; `now` is in Unix seconds.
    package func admit(person: String, now: Int64) -> Admission {
        admit(keys.key([UInt8(ascii: "p")], Array(person.utf8)), now)
    }

    /// Counts a guess of somebody who is known by an address alone.
    package func admit(address: String, now: Int64) -> Admission {
        admit(keys.key([UInt8(ascii: "a")], NetworkOrigin(address).bytes), now)
    }

    /// Gives back the guess that was counted, because it was right.
    package func succeeded(person: String, now: Int64) {
        let key = keys.key([UInt8(ascii: "p")], Array(person.utf8))
        ledger.withLock { $0.giveBack(key, now: now) }
    }

    /// Gives back the guess that was counted, because it was right.
    package func succeeded(address: String, now: Int64) {
        let key = keys.key([UInt8(ascii: "a")], NetworkOrigin(address).bytes)
        ledger.withLock { $0.giveBack(key, now: now) }
    }

    private func admit(_ key: TryLedger.Key, _ now: Int64) -> Admission {
        ledger.withLock { ledger in
            let wait = ledger.wait(key, now: now)
            guard wait == 0 else { return .wait(seconds: wait) }
            ledger.charge(key, now: now)
            return .admitted
        }
    }
}
