import GatehousePolicy
import NIOCore
import Testing

@testable import GatehouseProxy

@Suite("Contract §5: what a call of gRPC gets instead")
struct GRPCAnswerTests {
    private func lines(_ refusal: Refusal, closes: Bool = false) -> [String] {
        var output = ByteBuffer()
        ErrorResponses.write(
            refusal,
            challenge: Answer.challenge,
            toHead: false,
            toGRPC: true,
            closes: closes,
            name: ForwardedRequest.name,
            added: "RateLimit: a\r\n".octets,
            date: (DownstreamResponse.dateLine + "\r\n").octets,
            into: &output
        )
        return output.octetText.split(separator: "\r\n").map(String.init)
    }

    @Test(arguments: [
        (Refusal.denied(.missingToken), 16), (.denied(.insufficientScope), 7), (.noRoute, 12),
        (.methodNotAllowed(allow: "GET"), 12), (.bodyTooLarge, 8), (.malformed(.headTooLarge), 8),
        (.malformed(.host), 3), (.invalidRequest, 3), (.malformed(.method), 12),
        (.gateway(GatewayFailure(.unreachable, origin: .upstream)), 14),
        (.gateway(GatewayFailure(.brokenResponse, origin: .upstream)), 14),
        (.gateway(GatewayFailure(.responseTimeout, origin: .upstream)), 14),
        (.gateway(GatewayFailure(.stalledBody, origin: .downstream)), 4),
    ])
    func everyRefusalHasAStatus(refusal: Refusal, status: Int) {
        let lines = lines(refusal)
        #expect(lines.first == "HTTP/1.1 200 OK")
        #expect(lines.contains("Grpc-Status: \(status)"))
        #expect(lines.contains("Content-Type: application/grpc") && lines.contains("Content-Length: 0"))
        #expect(ErrorResponses.status(of: refusal, toGRPC: true) == 200)
    }

    @Test func itKeepsTheFieldsOfTheRefusal() {
        let lines = lines(.denied(.missingToken))
        #expect(lines.contains { $0.hasPrefix("WWW-Authenticate: Bearer realm=\"tstapp\"") })
        #expect(lines.contains { $0.hasPrefix("X-Request-Id: ") } && lines.contains("RateLimit: a"))
        #expect(lines.contains("Grpc-Message: missing_token") && lines.contains(DownstreamResponse.dateLine))
        #expect(lines.last?.hasPrefix("X-Request-Id: ") == true)
    }

    @Test func aMessageIsPercentEncoded() {
        #expect(String(octets: GRPCRefusalWriter.escaped("a%b\u{E9}\n c")) == "a%25b%C3%A9%0A c")
    }

    /// What is for browsers stays as it is.
    @Test func aRedirectIsNoStatusOfGRPC() {
        #expect(lines(.redirected("https://a.test/")).first == "HTTP/1.1 308 Permanent Redirect")
        #expect(ErrorResponses.status(of: .redirected("https://a.test/"), toGRPC: true) == 308)
    }

    @Test(arguments: [
        ("application/grpc", true), ("application/grpc+proto", true), ("application/grpc;a=b", true),
        ("Application/GRPC", true), ("application/grpc-web", false), ("application/grpcs", false),
        ("application/json", false), ("", false),
    ])
    func aCallIsKnownByItsType(type: String, isCall: Bool) throws {
        let text = HeadText.request("POST /a HTTP/1.1", "Content-Type: \(type)")
        #expect(try ParsedRequest.parse(text)?.head.isGRPC == isCall)
    }
}
