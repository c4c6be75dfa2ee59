import GatehouseJOSE
import Logging

/// Tells people what has become of one other issuer: a line for each change, none for each attempt.
struct IssuerLog: Sendable {
    private let logger: Logger
    private let issuer: Logger.Metadata

    init(_ settings: TrustedIssuerSettings, to logger: Logger) {
        self.logger = logger
        issuer = ["gatehouse.issuer": "\(settings.name)", "gatehouse.issuer.url": "\(settings.issuer)"]
    }

    func fetched(_ found: IssuerKeySource.Found) {
        logger.notice("keys of an issuer fetched", metadata: facts(of: found))
    }

    func changed(_ found: IssuerKeySource.Found) {
        logger.notice("keys of an issuer have changed", metadata: facts(of: found))
    }

    func returned() {
        logger.notice("keys of an issuer can be had again", metadata: issuer)
    }

    /// The keys that stay were fetched at `keptSince`, in Unix seconds; nil if there are none.
    func missing(_ failure: IssuerRequests.Failure, keptSince: Int64?) {
        var facts = with("error", failure.message)
        if let keptSince {
            facts["gatehouse.keys.fetched"] = "\(WallTime(seconds: keptSince).secondText)"
            logger.warning("keys of an issuer cannot be fetched: the last ones stay in force", metadata: facts)
        } else {
            logger.error("keys of an issuer cannot be fetched: its tokens get 503", metadata: facts)
        }
    }

    func notKept(_ failure: SystemFailure) {
        logger.error(
            "keys of an issuer cannot be kept for a start without it",
            metadata: with("error", failure.description)
        )
    }

    func silent(_ failure: IssuerRequests.Failure) {
        logger.warning(
            "an issuer cannot be asked about opaque tokens: they get 503",
            metadata: with("error", failure.message)
        )
    }

    func answering() {
        logger.notice("an issuer can be asked about opaque tokens again", metadata: issuer)
    }

    private func facts(of found: IssuerKeySource.Found) -> Logger.Metadata {
        var facts = with("gatehouse.keys", found.keys.keys.map(\.keyID).joined(separator: " "))
        facts["gatehouse.keys.url"] = "\(found.url)"
        return facts
    }

    private func with(_ name: String, _ value: String) -> Logger.Metadata {
        var facts = issuer
        facts[name] = "\(value)"
        return facts
    }
}
