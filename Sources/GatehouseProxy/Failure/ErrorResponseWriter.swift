import NIOCore

/// Writes one row of the table of answers as bytes.
struct ErrorResponseWriter {
    let response: ErrorResponse
    let challenge: ChallengeContext?
    let name: RequestName
    /// More whole lines.
    var added: [UInt8] = []
    /// The whole `Strict-Transport-Security` line; empty for none.
    var strictTransport: [UInt8] = []

    func write(toHead isToHead: Bool, closes: Bool, date: [UInt8], into output: inout ByteBuffer) {
        output.writeHead(maximumLength: maximumLength + date.count + added.count + strictTransport.count) { cursor in
            cursor.append("HTTP/1.1 ")
            cursor.appendDecimal(Int64(response.status))
            cursor.append(" ")
            cursor.append(response.title)
            cursor.append("\r\n")
            cursor.append(date)
            cursor.append(strictTransport)
            appendChallenge(&cursor)
            appendPolicyFields(&cursor)
            cursor.append(added)
            cursor.append("Content-Type: application/problem+json\r\nContent-Length: ")
            cursor.appendDecimal(Int64(bodyLength))
            // RFC 9111 §5.2.2.5: what was refused now may be granted in a moment.
            cursor.append("\r\nCache-Control: no-store\r\nX-Request-Id: ")
            name.append(to: &cursor)
            cursor.append(closes ? "\r\nConnection: close\r\n\r\n" : "\r\n\r\n")
            if !isToHead { appendBody(&cursor) }
        }
    }

    /// More than head and body take: every value at most doubled by escapes, and the constant parts.
    var maximumLength: Int {
        let context = (challenge?.realm.utf8.count ?? 0) + (challenge?.scope?.utf8.count ?? 0)
        let texts =
            context + (challenge?.resourceMetadataURL.utf8.count ?? 0) + (response.allow?.utf8.count ?? 0)
            + (response.location?.utf8.count ?? 0)
        let ours = 4 * response.detail.utf8.count + (response.nonce?.utf8.count ?? 0) + 4 * name.count
        return 2 * texts + ours + 1_024
    }

    func appendPolicyFields(_ cursor: inout HeadCursor) {
        if let allow = response.allow {
            cursor.append("Allow: ")
            cursor.append(allow)
            cursor.append("\r\n")
        }
        if let seconds = response.retryAfter {
            cursor.append("Retry-After: ")
            cursor.appendDecimal(max(0, seconds))
            cursor.append("\r\n")
        }
        if let location = response.location {
            cursor.append("Location: ")
            cursor.append(location)
            cursor.append("\r\n")
        }
        if let nonce = response.nonce {
            cursor.append("DPoP-Nonce: ")
            cursor.append(nonce)
            cursor.append("\r\n")
        }
        if response.offersWebSocket {
            cursor.append("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n")
        }
    }
}

// MARK: - Challenges

extension ErrorResponseWriter {
    func appendChallenge(_ cursor: inout HeadCursor) {
        switch response.challenge {
        case .none:
            return
        case .missingToken:
            appendMissingToken(&cursor)
        case .invalidToken(let description):
            appendScheme(&cursor)
            cursor.append(" error=\"invalid_token\", error_description=")
            appendQuoted(description, &cursor)
            appendAlgorithms(&cursor)
        case .insufficientScope:
            appendScheme(&cursor)
            cursor.append(" error=\"insufficient_scope\"")
            appendScope(&cursor)
            appendAlgorithms(&cursor)
        case .insufficientAuthentication(let maxAge):
            appendScheme(&cursor)
            cursor.append(" error=\"insufficient_user_authentication\", max_age=\"")
            cursor.appendDecimal(max(0, maxAge))
            cursor.append("\"")
            appendAlgorithms(&cursor)
        case .invalidProof(let description):
            cursor.append("WWW-Authenticate: DPoP error=\"invalid_dpop_proof\", error_description=")
            appendQuoted(description, &cursor)
            cursor.append(Self.algorithms)
        case .useNonce(let description):
            cursor.append("WWW-Authenticate: DPoP error=\"use_dpop_nonce\", error_description=")
            appendQuoted(description, &cursor)
            cursor.append(Self.algorithms)
        }
        cursor.append("\r\n")
    }

    /// RFC 9449 §7.1: a client that proves possession is told in its own scheme.
    private func appendScheme(_ cursor: inout HeadCursor) {
        cursor.append(isToDPoP ? "WWW-Authenticate: DPoP" : "WWW-Authenticate: Bearer")
    }

    private func appendAlgorithms(_ cursor: inout HeadCursor) {
        if isToDPoP { cursor.append(Self.algorithms) }
    }

    private var isToDPoP: Bool { challenge?.usesDPoP ?? false }

    /// What a proof may be signed with.
    private static let algorithms: StaticString = ", algs=\"ES256 EdDSA PS256 RS256\""

    /// RFC 6750 §3.1: a request without credentials gets no error code.
    private func appendMissingToken(_ cursor: inout HeadCursor) {
        cursor.append("WWW-Authenticate: Bearer")
        guard let challenge else { return }
        cursor.append(" realm=")
        appendQuoted(challenge.realm, &cursor)
        appendScope(&cursor)
        // RFC 9728 §5.1: where a client learns which authorization server to ask.
        cursor.append(", resource_metadata=")
        appendQuoted(challenge.resourceMetadataURL, &cursor)
    }

    private func appendScope(_ cursor: inout HeadCursor) {
        guard let scope = challenge?.scope else { return }
        cursor.append(", scope=")
        appendQuoted(scope, &cursor)
    }

    /// A quoted string (RFC 9110 §5.6.4); a control character, which no configured value has, would be left out.
    private func appendQuoted(_ text: String, _ cursor: inout HeadCursor) {
        cursor.append(byte: UInt8(ascii: "\""))
        for byte in text.utf8 where byte >= 0x20 && byte != 0x7F {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { cursor.append(byte: UInt8(ascii: "\\")) }
            cursor.append(byte: byte)
        }
        cursor.append(byte: UInt8(ascii: "\""))
    }
}

// MARK: - The problem document

extension ErrorResponseWriter {
    /// The members of the document in their order, as the bytes between the values.
    private enum Part {
        static let type: StaticString = "{\"type\":\"about:blank\",\"title\":\""
        static let status: StaticString = "\",\"status\":"
        static let detail: StaticString = ",\"detail\":\""
        static let detailEnd: StaticString = "\""
        static let error: StaticString = ",\"error\":\""
        static let requestID: StaticString = "\",\"request_id\":\""
        static let end: StaticString = "\"}"
    }

    /// The length of what `appendBody` writes; every status has three digits.
    private var bodyLength: Int {
        var length = Part.type.utf8CodeUnitCount + response.title.utf8CodeUnitCount + Part.status.utf8CodeUnitCount + 3
        if !response.detail.isEmpty {
            length += Part.detail.utf8CodeUnitCount + response.detail.utf8.count + Part.detailEnd.utf8CodeUnitCount
        }
        length += Part.error.utf8CodeUnitCount + response.error.utf8CodeUnitCount
        return length + Part.requestID.utf8CodeUnitCount + jsonNameLength + Part.end.utf8CodeUnitCount
    }

    private func appendBody(_ cursor: inout HeadCursor) {
        cursor.append(Part.type)
        cursor.append(response.title)
        cursor.append(Part.status)
        cursor.appendDecimal(Int64(response.status))
        if !response.detail.isEmpty {
            cursor.append(Part.detail)
            cursor.append(response.detail)
            cursor.append(Part.detailEnd)
        }
        cursor.append(Part.error)
        cursor.append(response.error)
        cursor.append(Part.requestID)
        appendJSONName(&cursor)
        cursor.append(Part.end)
    }

    /// A trusted proxy's id may hold a quote or a backslash, which JSON escapes (RFC 8259 §7).
    private var jsonNameLength: Int {
        guard let foreign = name.foreign else { return name.count }
        return foreign.reduce(foreign.count) { $0 + (Self.needsEscape($1) ? 1 : 0) }
    }

    private func appendJSONName(_ cursor: inout HeadCursor) {
        guard let foreign = name.foreign else { return name.append(to: &cursor) }
        for byte in foreign {
            if Self.needsEscape(byte) { cursor.append(byte: UInt8(ascii: "\\")) }
            cursor.append(byte: byte)
        }
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }
}
