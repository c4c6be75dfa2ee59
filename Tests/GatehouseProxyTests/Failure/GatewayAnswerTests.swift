import GatehousePolicy
import Testing

@testable import GatehouseProxy

@Suite("Contract §5: the answers of the gate")
struct GatewayAnswerTests {
    private static func row(
        _ kind: GatewayFailure.Kind,
        _ status: String,
        _ error: String,
        origin: GatewayFailure.Origin = .upstream,
        fields: [String] = [],
        closes: Bool = false
    ) -> AnswerRow {
        AnswerRow(
            refusal: .gateway(GatewayFailure(kind, origin: origin)),
            expected: Answer.expected(status, fields: fields, error: error, closes: closes)
        )
    }

    static let rows = [
        row(.unreachable, "503 Service Unavailable", "upstream_unreachable"),
        row(.badCertificate, "503 Service Unavailable", "upstream_unreachable"),
        row(.concurrency, "503 Service Unavailable", "upstream_overloaded", origin: .gateway),
        row(.certificateRefused, "502 Bad Gateway", "upstream_failed"),
        row(.failureStatus, "502 Bad Gateway", "upstream_failed"),
        row(.responseTooLarge, "502 Bad Gateway", "upstream_response_too_large"),
        row(.overloaded, "503 Service Unavailable", "upstream_overloaded", origin: .gateway),
        row(.quotaUnavailable, "503 Service Unavailable", "quota_unavailable", origin: .gateway),
        row(.connectTimeout, "504 Gateway Timeout", "upstream_timeout"),
        row(.responseTimeout, "504 Gateway Timeout", "upstream_timeout"),
        row(.stalledBody, "504 Gateway Timeout", "upstream_timeout"),
        row(.stalledBody, "408 Request Timeout", "body_timeout", origin: .downstream, closes: true),
        row(.noWebSocket, "501 Not Implemented", "upstream_no_websocket"),
        row(.brokenResponse, "502 Bad Gateway", "upstream_broken_response"),
        row(.closedEarly, "502 Bad Gateway", "upstream_closed"),
        row(.truncatedResponse, "502 Bad Gateway", "upstream_closed"),
        AnswerRow(
            refusal: .bodyTooLarge,
            expected: Answer.expected("413 Content Too Large", error: "body_too_large", closes: true)
        ),
        AnswerRow(
            refusal: .headTimeout,
            expected: Answer.expected("408 Request Timeout", error: "head_timeout", closes: true)
        ),
    ]

    @Test(arguments: rows)
    func aFailureIsAnsweredByteForByte(_ row: AnswerRow) {
        #expect(Answer.text(row.refusal) == row.expected)
    }

    @Test func everyKindOfFailureHasARow() {
        var kinds = Set<GatewayFailure.Kind>()
        for row in Self.rows {
            guard case .gateway(let failure) = row.refusal else { continue }
            kinds.insert(failure.kind)
        }
        #expect(
            Set(GatewayFailure.Kind.allCases).subtracting(kinds) == [
                .clientClosed, .tokenEnded, .webSocketViolation, .webSocketIdle, .requestTooLarge, .brokenRequest,
            ]
        )
    }

    @Test func aClientThatIsGoneGetsNothing() {
        let refusal = Refusal.gateway(GatewayFailure(.clientClosed, origin: .downstream))
        #expect(Answer.text(refusal) == "")
        #expect(ErrorResponses.status(of: refusal) == 0)
    }

    @Test(arguments: PathRefusal.allCases)
    func aPathIsRefusedWithAReason(refusal: PathRefusal) {
        let expected = Answer.expected("400 Bad Request", detail: refusal.detail, error: "invalid_path")
        #expect(Answer.text(.path(refusal)) == expected)
        #expect(ErrorResponses.status(of: .path(refusal)) == 400)
    }

    @Test func theConnectionClosesOnDemand() {
        #expect(
            Answer.text(.noRoute, closes: true) == Answer.expected("404 Not Found", error: "no_route", closes: true)
        )
    }
}
