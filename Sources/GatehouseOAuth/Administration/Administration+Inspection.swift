import GatehouseJOSE

extension Administration {
    /// Our own keys; without any, no token can be told from another.
    func existingKeys() throws(AdminFailure) -> KeyRing.Snapshot {
        if let keys { return keys.snapshot }
        throw .refused(
            .noKeys,
            "There are no signing keys yet, so no token can be verified.",
            suggestion: "Start `gatehouse serve` on this data directory once; it makes the keys."
        )
    }

    /// Says what a token claims and whether that holds.
    func inspect(_ text: String, now: Int64) async throws(AdminFailure) -> TokenInspection {
        let keys = try existingKeys()
        let parts = TokenParts(text)
        do {
            let token = try keys.verify(text, issuer: configuration.issuer)
            try token.check(now: now, audience: token.audience.first ?? "")
            let revokedBy = try await revocation(of: token)
            return TokenInspection(
                parts,
                rejection: revokedBy == nil ? nil : .revoked,
                revokedBy: revokedBy,
                remaining: token.expiresAt - now
            )
        } catch let refusal as TokenRejection {
            // Of another issuer's token nothing else matters, which may look otherwise than ours.
            let issuer = parts.claims?["iss"]?.string
            let isOurs = issuer?.hasSameBytes(as: configuration.issuer) ?? true
            let rejection = isOurs ? refusal : .unknownIssuer
            let remaining = parts.claims?["exp"]?.integer?.subtractingReportingOverflow(now)
            return TokenInspection(
                parts,
                rejection: rejection,
                remaining: remaining.flatMap { $0.overflow ? nil : $0.partialValue }
            )
        } catch let failure as AdminFailure {
            throw failure
        } catch {
            return TokenInspection(parts, rejection: .malformed)
        }
    }

    private func revocation(of token: VerifiedToken) async throws(AdminFailure) -> RevocationKind? {
        for key in token.revocationKeys {
            let record = try await stored { () async throws(StorageError) in try await revocations.revocation(of: key) }
            if let record, record.refuses(issuedAt: token.issuedAt) { return record.kind }
        }
        return nil
    }
}

/// The two readable parts of a token, unproved.
private struct TokenParts {
    let header: JSONObject?
    let claims: JSONObject?

    init(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        header = parts.count == 3 ? TokenParts.object(parts[0]) : nil
        claims = parts.count == 3 ? TokenParts.object(parts[1]) : nil
    }

    private static func object(_ part: Substring.UTF8View) -> JSONObject? {
        guard let bytes = Base64URL.decode(String(Substring(part))) else { return nil }
        return try? JSONParser.parseObject(bytes.span)
    }
}

extension TokenInspection {
    fileprivate init(
        _ parts: TokenParts,
        rejection: TokenRejection?,
        revokedBy: RevocationKind? = nil,
        remaining: Int64? = nil
    ) {
        self.init(
            isValid: rejection == nil,
            reason: rejection?.reason,
            explanation: rejection?.description,
            revokedBy: revokedBy,
            remaining: remaining,
            header: parts.header.map { JSONDocument($0) },
            claims: parts.claims.map { JSONDocument($0) }
        )
    }
}
