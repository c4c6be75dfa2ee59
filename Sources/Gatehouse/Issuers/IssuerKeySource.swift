import GatehouseJOSE

/// Fetches the keys of one other issuer, from the place that is configured or that its discovery document names.
struct IssuerKeySource: Sendable {
    /// Keys, and where they were.
    struct Found: Sendable {
        let keys: VerificationKeySet
        let url: String
    }

    private let settings: TrustedIssuerSettings
    private let requests: IssuerRequests

    init(_ settings: TrustedIssuerSettings, requests: IssuerRequests) {
        self.settings = settings
        self.requests = requests
    }

    /// Fetches them from where they were the last time, or asks where they are.
    func fetch(at known: String?) async throws(IssuerRequests.Failure) -> Found {
        let url: String
        if let place = settings.keysURL ?? known { url = place } else { url = try await location() }
        let bytes = try await requests.get(url, limit: IssuerKeyDocument.maximumBytes)
        do throws(IssuerKeyDocument.Refusal) {
            return Found(keys: try IssuerKeyDocument.keys(in: bytes, for: settings.rules.algorithms), url: url)
        } catch {
            throw IssuerRequests.Failure(error.message, at: url)
        }
    }

    private func location() async throws(IssuerRequests.Failure) -> String {
        var first: IssuerRequests.Failure?
        for url in IssuerDiscovery.locations(of: settings.issuer) {
            do throws(IssuerRequests.Failure) {
                let bytes = try await requests.get(url, limit: IssuerDiscovery.maximumBytes)
                return try keysURL(in: bytes, at: url)
            } catch {
                // What the first place says is what a person has to hear.
                first = first ?? error
            }
        }
        throw first ?? IssuerRequests.Failure("there is no place for a discovery document", at: settings.issuer)
    }

    private func keysURL(in bytes: [UInt8], at url: String) throws(IssuerRequests.Failure) -> String {
        do throws(IssuerDiscovery.Refusal) {
            return try IssuerDiscovery.keysURL(in: bytes, of: settings.issuer)
        } catch {
            throw IssuerRequests.Failure(error.message, at: url)
        }
    }
}
