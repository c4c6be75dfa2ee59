import GatehouseJOSE

/// Fetches the documents that describe clients (Client ID Metadata Document, §6).
final class MetadataDocuments: Sendable {
    private let outbound: any OutboundRequests
    /// A document holds an hour, a failure a minute.
    private let cache = FetchCache<MetadataDocument>(lifetime: 3_600)
    private let limits: DocumentLimits

    init(outbound: any OutboundRequests, entropy: some EntropySource) {
        self.outbound = outbound
        limits = DocumentLimits(entropy: entropy)
    }

    /// The document at that URL; nil if it cannot be had or is not right.
    ///
    /// Whoever names the URL need not be known to anybody, so what has to be fetched counts against `address`.
    func document(
        at url: MetadataDocumentURL,
        from address: String,
        now: Int64
    ) async throws(OAuthError) -> MetadataDocument? {
        let source = FetchSource(key: url.value, host: url.host)
        let admitting = { [limits] () throws(OAuthError) in try limits.begin(from: address, now: now) }
        return try await cache.value(of: source, now: now, admitting: admitting) { [outbound, limits] in
            defer { limits.end(from: address) }
            do throws(OutboundFailure) {
                let answer = try await outbound.get(
                    url.value,
                    accepting: "application/json",
                    limit: MetadataDocument.maximumBytes
                )
                guard answer.status == 200, Self.isJSON(answer.contentType) else { return nil }
                return try? MetadataDocument(answer.body, at: url)
            } catch {
                return nil
            }
        }
    }

    /// `application/json` or `application/…+json`, with or without parameters.
    private static func isJSON(_ contentType: String?) -> Bool {
        let essence = (contentType ?? "").lowercased().prefix { $0 != ";" && $0 != " " }
        return essence == "application/json" || essence.hasPrefix("application/") && essence.hasSuffix("+json")
    }
}

extension AuthorizationServer {
    /// The client that a document describes; nil if there is none, or such clients are not wanted.
    func documentClient(
        _ presented: String,
        from address: String?,
        now: Int64
    ) async throws(OAuthError) -> Client? {
        guard
            configuration.people.acceptsMetadataDocuments,
            let url = MetadataDocumentURL(presented), let id = url.storedID,
            let document = try await recognition.documents.document(at: url, from: address ?? "", now: now)
        else { return nil }
        let kept = try await answering { () async throws(StorageError) in try await clients.client(id) }
        let client = document.client(kept: kept, catalog: catalog.catalog(), now: now)
        // At once, so that it is asked once for the client as it is now, and not until the document is kept.
        if let kept, kept.profile.consentsSince != client.profile.consentsSince { try await keep(client, now: now) }
        return client
    }

    /// Keeps a client that is known by its document alone, before anything is stored that belongs to it.
    ///
    /// Whoever only asks leaves no row; all other clients are in the store already.
    func keep(_ client: Client, now: Int64) async throws(OAuthError) {
        guard client.profile.source == .metadataDocument else { return }
        try await answering { () async throws(StorageError) in
            guard let kept = try await clients.client(client.id) else {
                let kind = AuditKind.clientCreated(client: client.id, application: client.application)
                _ = try await clients.create(client, audit: AuditEvent(at: now, actor: client.publicID, kind: kind))
                return
            }
            guard kept.isDescribedOtherwise(than: client) else { return }
            let kind = AuditKind.updated(kept, to: client)
            _ = try await clients.update(client, audit: AuditEvent(at: now, actor: client.publicID, kind: kind))
        }
    }
}

extension Client {
    fileprivate func isDescribedOtherwise(than other: Client) -> Bool {
        name != other.name || grants != other.grants || scopes != other.scopes
            || redirectURIs != other.redirectURIs || policyURI != other.policyURI
            || termsOfServiceURI != other.termsOfServiceURI || profile != other.profile
    }
}
