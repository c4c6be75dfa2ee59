import GatehouseJOSE
import GatehousePolicy
import Testing

@testable import GatehouseProxy

/// A refusal, and the answer that the contract's table has for it.
struct AnswerRow: CustomTestStringConvertible, Sendable {
    let refusal: Refusal
    let expected: String

    var testDescription: String { "\(refusal)" }
}

@Suite("Contract §5: the answers of policy")
struct DenialAnswerTests {
    static let rows = [
        AnswerRow(
            refusal: .denied(.missingToken),
            expected: Answer.expected(
                "401 Unauthorized",
                fields: [
                    "WWW-Authenticate: Bearer realm=\"tstapp\", scope=\"tstapp_data.read\", resource_metadata="
                        + "\"https://api.example.test/.well-known/oauth-protected-resource/tstapp\""
                ],
                error: "missing_token"
            )
        ),
        AnswerRow(
            refusal: .denied(.insufficientScope),
            expected: Answer.expected(
                "403 Forbidden",
                fields: ["WWW-Authenticate: Bearer error=\"insufficient_scope\", scope=\"tstapp_data.read\""],
                error: "insufficient_scope"
            )
        ),
        AnswerRow(
            refusal: .denied(.clientNotAllowed),
            expected: Answer.expected("403 Forbidden", error: "client_not_allowed")
        ),
        AnswerRow(
            refusal: .denied(.claimNotAllowed(claim: "department")),
            expected: Answer.expected("403 Forbidden", error: "claim_not_allowed")
        ),
        AnswerRow(
            refusal: .denied(.signInTooOld(maxAge: 300, kind: .user)),
            expected: Answer.expected(
                "401 Unauthorized",
                fields: ["WWW-Authenticate: Bearer error=\"insufficient_user_authentication\", max_age=\"300\""],
                error: "insufficient_user_authentication"
            )
        ),
        AnswerRow(
            refusal: .denied(.signInTooOld(maxAge: 300, kind: .client)),
            expected: Answer.expected("403 Forbidden", error: "sign_in_too_old")
        ),
        AnswerRow(refusal: .noRoute, expected: Answer.expected("404 Not Found", error: "no_route")),
        AnswerRow(
            refusal: .methodNotAllowed(allow: "GET, HEAD"),
            expected: Answer.expected(
                "405 Method Not Allowed",
                fields: ["Allow: GET, HEAD"],
                error: "method_not_allowed"
            )
        ),
        AnswerRow(
            refusal: .invalidRequest,
            expected: Answer.expected(
                "400 Bad Request",
                detail: "The request must carry one well-formed Authorization header field",
                error: "invalid_request"
            )
        ),
        AnswerRow(
            refusal: .serviceWorkerScript,
            expected: Answer.expected(
                "403 Forbidden",
                detail: "No service worker may be installed on the issuer's origin",
                error: "service_worker_refused"
            )
        ),
    ]

    @Test(arguments: rows)
    func aRefusalIsAnsweredByteForByte(_ row: AnswerRow) {
        #expect(Answer.text(row.refusal) == row.expected)
    }

    /// RFC 9110 §9.3.2: the answer to HEAD has the fields of the answer to GET, and no body.
    @Test(arguments: rows)
    func theAnswerToHeadIsTheSameWithoutBody(_ row: AnswerRow) throws {
        let head = try #require(row.expected.firstRange(of: "\r\n\r\n"))
        #expect(Answer.text(row.refusal, toHead: true) == String(row.expected[..<head.upperBound]))
    }

    @Test(arguments: TokenRejection.allCases)
    func everyRejectedTokenIsToldWhy(rejection: TokenRejection) {
        let expected = Answer.expected(
            "401 Unauthorized",
            fields: [
                "WWW-Authenticate: Bearer error=\"invalid_token\", error_description=\"\(rejection.description)\""
            ],
            detail: rejection.description,
            error: "invalid_token"
        )
        #expect(Answer.text(.invalidToken(rejection)) == expected)
    }

    @Test func aRouteThatAnyTokenMayUseNamesNoScope() {
        var challenge = Answer.challenge
        challenge.scope = nil
        let missing = Answer.text(.denied(.missingToken), challenge: challenge)
        #expect(missing.contains("\r\nWWW-Authenticate: Bearer realm=\"tstapp\", resource_metadata=\"https://api"))
        let insufficient = Answer.text(.denied(.insufficientScope), challenge: challenge)
        #expect(insufficient.contains("\r\nWWW-Authenticate: Bearer error=\"insufficient_scope\"\r\n"))
    }

    @Test func withoutAnApplicationTheChallengeIsBare() {
        let missing = Answer.text(.denied(.missingToken), challenge: nil)
        #expect(missing.contains("\r\nWWW-Authenticate: Bearer\r\n"))
    }

    /// RFC 6749 §3.3 lets `!`, `#` and others into scopes, but neither quotes nor backslashes; a realm is quoted anyway.
    @Test func quotesAndControlsCannotLeaveAQuotedString() {
        let challenge = ChallengeContext(realm: "a\"b\\c\r\nX: y", scope: "d\"e", resourceMetadataURL: "f")
        let missing = Answer.text(.denied(.missingToken), challenge: challenge)
        let line = "Bearer realm=\"a\\\"b\\\\cX: y\", scope=\"d\\\"e\", resource_metadata=\"f\"\r\n"
        #expect(missing.contains("\r\nWWW-Authenticate: \(line)"))
    }

    @Test func aForeignRequestIDIsEscapedInTheBody() throws {
        let name = RequestName(ForwardedRequest.name.identifier, foreign: "a\"b\\c".octets)
        let text = Answer.text(.noRoute, name: name)
        #expect(text.contains("\r\nX-Request-Id: a\"b\\c\r\n"))
        #expect(text.hasSuffix(",\"request_id\":\"a\\\"b\\\\c\"}"))
        let body = try #require(text.components(around: "\r\n\r\n"))
        #expect(body.before.contains("\r\nContent-Length: \(body.after.octets.count)\r\n"))
    }
}

extension String {
    fileprivate func components(around separator: String) -> (before: String, after: String)? {
        firstRange(of: separator).map { (String(self[..<$0.lowerBound]), String(self[$0.upperBound...])) }
    }
}
