import Synchronization

/// Slows down who tries passwords: per username at one address, and per address.
///
/// A stranger at another address never slows down the person: there is no limit per username alone. An address is an
/// IPv4 address or an IPv6 network of 64 bits.
package final class SignInThrottle: Sendable {
    private struct Ledgers {
        var pairs: TryLedger
        var addresses: TryLedger
    }

    /// How many usernames an address may try at their full rate.
    private static let usersPerAddress = 10

    private let keys: TryKeyMaker
    private let ledgers: Mutex<Ledgers>

    /// Half of `capacity` is for addresses alone, so that trying many names does not make their limit forgotten.
    package init(attemptsPerMinute: Int, capacity: Int = 100_000, entropy: some EntropySource) {
        let limit = TryLimit(tries: attemptsPerMinute, perSeconds: 60)
        keys = TryKeyMaker(entropy: entropy)
        ledgers = Mutex(
            Ledgers(
                pairs: TryLedger(limit, capacity: capacity - capacity / 2),
                addresses: TryLedger(limit.multiplied(by: Self.usersPerAddress), capacity: capacity / 2)
            )
        )
    }

    /// Counts a try, before the password is computed; `now` is in Unix seconds.
    ///
    /// `username` is what was typed; capital ASCII letters count as small ones. `address` is the text of an address.
    package func admit(username: String, address: String, now: Int64) -> Admission {
        let (pair, origin) = pairAndOrigin(username, address)
        return ledgers.withLock { ledgers in
            let wait = max(ledgers.pairs.wait(pair, now: now), ledgers.addresses.wait(origin, now: now))
            guard wait == 0 else { return .wait(seconds: wait) }
            ledgers.pairs.charge(pair, now: now)
            ledgers.addresses.charge(origin, now: now)
            return .admitted
        }
    }

    /// Gives back the try that was counted, because the password was right.
    package func succeeded(username: String, address: String, now: Int64) {
        let (pair, origin) = pairAndOrigin(username, address)
        ledgers.withLock { ledgers in
            ledgers.pairs.giveBack(pair, now: now)
            ledgers.addresses.giveBack(origin, now: now)
        }
    }

    /// How many usernames and addresses are remembered, at most the capacity.
    var count: Int { ledgers.withLock { $0.pairs.count + $0.addresses.count } }

    private func pairAndOrigin(_ username: String, _ address: String) -> (pair: TryLedger.Key, origin: TryLedger.Key) {
        let origin = NetworkOrigin(address).bytes
        return (keys.key(username.utf8.map { ASCIICase.lowered($0) }, origin), keys.key(origin))
    }
}
