import GatehouseJOSE
import GatehouseOAuth

/// Puts tokens and revocations into words for people.
enum TokenText {
    static func inspection(_ inspection: TokenInspection) -> String {
        var lines = [verdict(inspection)]
        if let header = inspection.header { lines += ["", "header", members(header)] }
        if let claims = inspection.claims { lines += ["", "claims", members(claims)] }
        return lines.joined(separator: "\n")
    }

    static func revocation(_ revocation: RevocationSummary) -> String {
        let name = "\(revocation.kind.rawValue) \(revocation.name)"
        guard let before = revocation.revokedBefore else { return "Revoked \(name)." }
        return "Revoked every token of \(name) issued until \(WallTime(seconds: before).secondText)."
    }

    private static func verdict(_ inspection: TokenInspection) -> String {
        if inspection.isValid {
            return "The token is valid" + (inspection.remaining.map { " for another \($0) seconds." } ?? ".")
        }
        let reason = inspection.explanation ?? inspection.reason ?? "unknown"
        let revoked = inspection.revokedBy.map { " (revoked by \($0.rawValue))" } ?? ""
        return "The token is not valid: \(reason)\(revoked)" + origin(inspection)
    }

    /// Whose token it says to be, where that is not ours; only the gate has the keys of others.
    private static func origin(_ inspection: TokenInspection) -> String {
        guard inspection.reason == "unknown_issuer", let issuer = inspection.claims?.object["iss"]?.string else {
            return ""
        }
        return
            "\nIt says that it comes from \(issuer.printable), which is not this server. Whether an application accepts "
            + "it is decided at the gate: see `gatehouse why` of a request that it was sent with."
    }

    private static func members(_ document: JSONDocument) -> String {
        var table: TextTable?
        for member in document.object.members.sorted(by: { $0.name < $1.name }) {
            let row = ["  " + member.name, words(for: member.name, member.value)]
            if table == nil { table = TextTable(row) } else { table?.add(row) }
        }
        return table?.text ?? "  none"
    }

    private static func words(for name: String, _ value: JSONValue) -> String {
        if case .string(let text) = value { return text }
        // RFC 7519 §2: NumericDate is seconds since 1970.
        if case .integer(let seconds) = value, ["exp", "iat", "nbf", "auth_time"].contains(name) {
            return "\(seconds) (\(WallTime(seconds: seconds).secondText))"
        }
        return String(decoding: value.serialized(), as: UTF8.self)
    }
}
