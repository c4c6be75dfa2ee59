import GatehouseJOSE
import GatehousePolicy

/// Writes the header lines that tell an upstream who calls (contract §5, "To the upstream").
enum IdentityLines {
    /// The lines for a token's bearer, each ended by CRLF.
    ///
    /// The verifier has refused any token whose values are not visible ASCII, so nothing here can end a line early.
    static func lines(for token: VerifiedToken, kind: SubjectKind) -> [UInt8] {
        var lines: [UInt8] = []
        lines.reserveCapacity(512)
        append("X-Gatehouse-Subject", token.subject, to: &lines)
        append("X-Gatehouse-Subject-Kind", kind == .user ? "user" : "client", to: &lines)
        // Another issuer need not tell.
        if !token.clientID.isEmpty { append("X-Gatehouse-Client", token.clientID, to: &lines) }
        append("X-Gatehouse-Scope", token.scopes.joined(separator: " "), to: &lines)
        append("X-Gatehouse-Issuer", token.issuer, to: &lines)
        return lines
    }

    private static func append(_ name: String, _ value: String, to lines: inout [UInt8]) {
        lines.append(contentsOf: name.utf8)
        lines.append(contentsOf: ": ".utf8)
        lines.append(contentsOf: value.utf8)
        lines.append(contentsOf: "\r\n".utf8)
    }
}
