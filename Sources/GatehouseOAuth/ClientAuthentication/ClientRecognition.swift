/// What recognizing clients takes beside the store: what they publish elsewhere, and how often strangers may ask.
struct ClientRecognition: Sendable {
    let keys: ClientKeys
    let documents: MetadataDocuments
    let certificates: any CertificateReading
    let limits: StrangerLimits

    init(outbound: any OutboundRequests, certificates: any CertificateReading, entropy: some EntropySource) {
        keys = ClientKeys(outbound: outbound)
        documents = MetadataDocuments(outbound: outbound, entropy: entropy)
        self.certificates = certificates
        limits = StrangerLimits(entropy: entropy)
    }
}

/// Keeps those who need no secret from filling the store: so many rows from one address.
struct StrangerLimits: Sendable {
    /// Requests of devices (RFC 8628).
    let devices: CodeGuessThrottle
    /// Authorization requests sent ahead (RFC 9126).
    let pushes: CodeGuessThrottle
    /// New clients (RFC 7591).
    let registrations: CodeGuessThrottle

    init(entropy: some EntropySource) {
        devices = CodeGuessThrottle(limit: TryLimit(tries: 120, perSeconds: 60), entropy: entropy)
        pushes = CodeGuessThrottle(limit: TryLimit(tries: 600, perSeconds: 60), entropy: entropy)
        registrations = CodeGuessThrottle(limit: TryLimit(tries: 60, perSeconds: 3_600), entropy: entropy)
    }

    /// Counts a request; one too many is told to come later.
    static func admit(
        _ address: String?,
        to throttle: CodeGuessThrottle,
        now: Int64
    ) throws(OAuthError) {
        guard throttle.admit(address: address ?? "", now: now) == .admitted else {
            throw OAuthError(.temporarilyUnavailable, "There were too many requests from this address; come later.")
        }
    }
}
