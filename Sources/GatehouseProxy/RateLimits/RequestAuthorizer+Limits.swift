import GatehousePolicy
import NIOCore

/// Why a request is refused that came too fast.
struct RateLimitRefusal: Sendable, Equatable {
    /// `client 100/minute`.
    let limit: String
    /// In seconds, at least one.
    let retryAfter: Int64
}

/// Counts a request for each limit of its route.
extension RequestAuthorizer {
    /// Limits by address come before any token is looked at, so that guesses are counted too.
    func limitByAddress(_ admission: inout Admission, _ limits: [RateLimit], in buffer: ByteBuffer) throws(Refusal) {
        let mine = limits.filter { $0.by == .address }
        guard !mine.isEmpty else { return }
        // A request that waited for an issuer was counted before.
        if let lines = resumedLimits {
            admission.rateLimits = lines
            admission.stored = resumedStorage
            return
        }
        for limit in mine where !limit.isQuota { try take(limit, key(limit, .nobody, in: buffer), &admission) }
        do throws(Refusal) {
            try take(mine.filter(\.isQuota).map { ($0, caller(of: $0, nil, in: buffer)) }, &admission)
        } catch {
            giveBack(mine.filter { !$0.isQuota }, in: buffer)
            throw error
        }
    }

    /// The others come when it is known who asks, and before it is decided what they may.
    func limitByCaller(_ admission: inout Admission, _ limits: [RateLimit], in buffer: ByteBuffer) throws(Refusal) {
        let principal = admission.token?.facts.principal
        let caller = principal.map { Caller.somebody($0) } ?? .nobody
        var mine: [(limit: RateLimit, key: RateLimitKey)] = []
        var quotas: [(limit: RateLimit, caller: QuotaCaller)] = []
        for limit in limits where limit.by != .address {
            if limit.isQuota {
                quotas.append((limit, self.caller(of: limit, principal, in: buffer)))
            } else {
                mine.append((limit, key(limit, caller, in: buffer)))
            }
        }
        // What one limit refuses must not be counted by another, which others may share: so that one is asked first.
        let now = Int64(clamping: loop.uptime())
        let refusing = mine.firstIndex { !loop.rateLimits.admits($0.limit, $0.key, now: now) }
        if let refusing { mine.swapAt(mine.startIndex, refusing) }
        var hasTaken = false
        do throws(Refusal) {
            if refusing == nil {
                try take(quotas, &admission)
                hasTaken = true
            }
            for (limit, key) in mine { try take(limit, key, &admission) }
        } catch {
            if hasTaken { for (limit, caller) in quotas { loop.quotas.giveBack(limit, caller) } }
            giveBack(limits.filter { $0.by == .address }, in: buffer)
            throw error
        }
    }

    /// Takes back what limits by address have counted.
    private func giveBack(_ limits: [RateLimit], in buffer: ByteBuffer) {
        for limit in limits {
            if limit.isQuota {
                loop.quotas.giveBack(limit, caller(of: limit, nil, in: buffer))
            } else {
                loop.rateLimits.giveBack(limit, key(limit, .nobody, in: buffer))
            }
        }
    }

    private enum Caller {
        case nobody
        case somebody(Principal)
    }

    private func take(_ limit: RateLimit, _ key: RateLimitKey, _ admission: inout Admission) throws(Refusal) {
        let outcome = loop.rateLimits.take(limit, key, now: Int64(clamping: loop.uptime()))
        RateLimitLines.append(limit, outcome, to: &admission.rateLimits)
        guard !outcome.isTaken else { return }
        let seconds = RateLimitLines.seconds(outcome.retryAfter)
        throw .rateLimited(RateLimitRefusal(limit: limit.text, retryAfter: max(1, seconds)))
    }

    private func key(_ limit: RateLimit, _ caller: Caller, in buffer: ByteBuffer) -> RateLimitKey {
        if case .somebody(let principal) = caller {
            // Names of one issuer are nobody's of another; a NUL is in none of them.
            let issuer = principal.issuer.map { $0 + "\0" } ?? ""
            let kind = { (kind: UInt8) in principal.issuer == nil ? kind : kind | 0x80 }
            switch limit.by {
            case .client: return RateLimitKey(limit, kind: kind(1), value: (issuer + principal.client).utf8)
            case .subject: return RateLimitKey(limit, kind: kind(2), value: (issuer + principal.subject).utf8)
            case .claim(let name):
                if let value = principal.claim(name) {
                    return RateLimitKey(limit, kind: kind(3), value: (issuer + value.text).utf8)
                }
            case .address: break
            }
        }
        return RateLimitKey(limit, kind: 4, value: address.network(loop.requestParser.fields, in: buffer))
    }
    /// Where the request comes from.
    var address: ClientAddress {
        ClientAddress(peer: peer, isPeerTrusted: isPeerTrusted, trusted: loop.configuration.trustedProxies)
    }
}
