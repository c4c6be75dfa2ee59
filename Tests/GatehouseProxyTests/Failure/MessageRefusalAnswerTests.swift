import GatehousePolicy
import Testing

@testable import GatehouseProxy

@Suite("Answers to what is not HTTP/1")
struct MessageRefusalAnswerTests {
    private static let special: [MessageRefusal: (status: String, error: String)] = [
        .targetTooLong: ("414 URI Too Long", "target_too_long"),
        .headTooLarge: ("431 Request Header Fields Too Large", "header_too_large"),
        .tooManyFields: ("431 Request Header Fields Too Large", "header_too_large"),
        .method: ("501 Not Implemented", "not_implemented"),
        .transferCoding: ("501 Not Implemented", "not_implemented"),
        .version: ("505 HTTP Version Not Supported", "version_not_supported"),
    ]

    @Test(arguments: MessageRefusal.allCases)
    func aMessageIsRefusedAndTheConnectionCloses(refusal: MessageRefusal) {
        let (status, error) = Self.special[refusal] ?? ("400 Bad Request", "malformed_request")
        let expected = Answer.expected(status, detail: refusal.detail, error: error, closes: true)
        #expect(Answer.text(.malformed(refusal), challenge: nil) == expected)
        #expect(Refusal.malformed(refusal).closesConnection)
    }

    /// A detail goes into JSON as it is.
    @Test func detailsNeedNoEscapes() {
        let details = MessageRefusal.allCases.map(\.detail) + PathRefusal.allCases.map(\.detail)
        for detail in details {
            #expect(detail.utf8.allSatisfy { (0x20..<0x7F).contains($0) && $0 != 0x22 && $0 != 0x5C }, "\(detail)")
        }
        #expect(Set(details).count == details.count)
    }

    @Test(arguments: [
        (Refusal.bodyTooLarge, true), (.headTimeout, true), (.noRoute, false), (.invalidRequest, false),
        (.path(.badEscape), false), (.denied(.missingToken), false),
        (.gateway(GatewayFailure(.stalledBody, origin: .downstream)), true),
        (.gateway(GatewayFailure(.stalledBody, origin: .upstream)), false),
    ])
    func aConnectionClosesWhereTheNextRequestIsNotFound(refusal: Refusal, closes: Bool) {
        #expect(refusal.closesConnection == closes)
    }

    @Test func everyRefusalThatSaysClosesDoesClose() {
        let refusals: [Refusal] = [.bodyTooLarge, .headTimeout, .malformed(.chunkSize)]
        for refusal in refusals {
            #expect(Answer.text(refusal).contains("\r\nConnection: close\r\n"))
        }
    }
}
