import GatehousePolicy
import NIOCore

/// Writes the answer to a preflight: 204, with what is granted, or without a word about it.
struct PreflightWriter {
    let answer: PreflightAnswer
    let name: RequestName
    /// The whole `Strict-Transport-Security` line; empty for none.
    let strictTransport: [UInt8]

    private static let vary: StaticString =
        "Vary: Origin, Access-Control-Request-Method, Access-Control-Request-Headers\r\n"

    func write(closes: Bool, date: [UInt8], into output: inout ByteBuffer) {
        let lines = answer.grant.map { Self.lines($0) } ?? []
        output.writeHead(maximumLength: lines.count + date.count + strictTransport.count + name.count + 256) { cursor in
            // RFC 9110 §8.6: a 204 has no Content-Length.
            cursor.append("HTTP/1.1 204 No Content\r\n")
            cursor.append(date)
            cursor.append(strictTransport)
            cursor.append(lines)
            cursor.append(Self.vary)
            cursor.append("X-Request-Id: ")
            name.append(to: &cursor)
            cursor.append(closes ? "\r\nConnection: close\r\n\r\n" : "\r\n\r\n")
        }
    }

    private static func lines(_ grant: PreflightGrant) -> [UInt8] {
        var text = "Access-Control-Allow-Origin: \(grant.origin)\r\n"
        if grant.policy.allowsCredentials { text += "Access-Control-Allow-Credentials: true\r\n" }
        if !grant.methods.isEmpty {
            text += "Access-Control-Allow-Methods: \(grant.methods.joined(separator: ", "))\r\n"
        }
        if !grant.headers.isEmpty {
            text += "Access-Control-Allow-Headers: \(grant.headers.joined(separator: ", "))\r\n"
        }
        text += "Access-Control-Max-Age: \(grant.policy.maximumAge)\r\n"
        return Array(text.utf8)
    }
}
