import GatehousePolicy
import NIOCore

/// Counts a request for the quotas of its route.
extension RequestAuthorizer {
    /// Takes one of each quota, or of none.
    func take(
        _ quotas: [(limit: RateLimit, caller: QuotaCaller)],
        _ admission: inout Admission
    ) throws(Refusal) {
        var taken: [(limit: RateLimit, caller: QuotaCaller)] = []
        for (limit, caller) in quotas {
            let outcome = loop.quotas.take(limit, caller, now: now, on: loop.eventLoop)
            let wait = max(1, outcome.period.end - now)
            RateLimitLines.append(limit, outcome, resetsAfter: wait, to: &admission.rateLimits)
            guard outcome.isTaken else {
                for (limit, caller) in taken { loop.quotas.giveBack(limit, caller) }
                throw .rateLimited(RateLimitRefusal(limit: limit.text, retryAfter: wait))
            }
            taken.append((limit, caller))
            guard let stored = outcome.stored else { continue }
            admission.stored = admission.stored.map { $0.and(stored).map { _ in } } ?? stored
        }
    }

    /// Who is counted under a limit: the caller by name, or by address where there is none.
    func caller(of limit: RateLimit, _ principal: Principal?, in buffer: ByteBuffer) -> QuotaCaller {
        if let principal {
            switch limit.by {
            case .client: return QuotaCaller(by: "client", value: principal.client, issuer: principal.issuer)
            case .subject: return QuotaCaller(by: "subject", value: principal.subject, issuer: principal.issuer)
            case .claim(let name):
                if let value = principal.claim(name) {
                    return QuotaCaller(by: "claim", value: value.text, issuer: principal.issuer)
                }
            case .address: break
            }
        }
        let network = address.network(loop.requestParser.fields, in: buffer)
        return QuotaCaller(by: "address", value: AddressRange.networkText(of: network) ?? peer)
    }
}
