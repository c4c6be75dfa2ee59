import NIOCore

@testable import GatehouseProxy

/// The bytes that a client gets for a refusal.
enum Answer {
    static let challenge = ChallengeContext(
        realm: "tstapp",
        scope: "tstapp_data.read",
        resourceMetadataURL: "https://api.example.test/.well-known/oauth-protected-resource/tstapp"
    )

    static func text(
        _ refusal: Refusal,
        challenge: ChallengeContext? = challenge,
        toHead isToHead: Bool = false,
        closes: Bool = false,
        name: RequestName = ForwardedRequest.name
    ) -> String {
        var output = ByteBuffer()
        ErrorResponses.write(
            refusal,
            challenge: challenge,
            toHead: isToHead,
            closes: closes,
            name: name,
            date: (DownstreamResponse.dateLine + "\r\n").octets,
            into: &output
        )
        return output.octetText
    }

    /// The bytes as the contract has them.
    static func expected(
        _ status: String,
        fields: [String] = [],
        detail: String? = nil,
        error: String,
        closes: Bool = false
    ) -> String {
        let code = status.prefix(3)
        let title = status.dropFirst(4)
        let detail = detail.map { "\"detail\":\"\($0)\"," } ?? ""
        let body =
            "{\"type\":\"about:blank\",\"title\":\"\(title)\",\"status\":\(code),\(detail)\"error\":\"\(error)\","
            + "\"request_id\":\"0123456789abcdeffedcba9876543210\"}"
        let constant = [
            "Content-Type: application/problem+json", "Content-Length: \(body.octets.count)",
            "Cache-Control: no-store", "X-Request-Id: 0123456789abcdeffedcba9876543210",
        ]
        let lines = ["HTTP/1.1 \(status)", DownstreamResponse.dateLine] + fields + constant
        return HeadText.lines(lines + (closes ? ["Connection: close"] : [])) + body
    }
}
