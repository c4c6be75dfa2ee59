import GatehouseJOSE
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import GatehouseControl

@Suite("Failures as programs read them")
struct ProblemTests {
    private static func request(_ method: HTTPRequest.Method, id: String? = nil) -> Request {
        var head = HTTPRequest(method: method, scheme: "http", authority: "localhost", path: "/")
        head.headerFields[.requestID] = id
        return Request(head: head, body: RequestBody(buffer: ByteBuffer()))
    }

    @Test func theAPIAndTheSitesAnswerAlike() async throws {
        let request = Self.request(.get, id: "abc\"")
        let site = Problem(.notFound, .notFound, detail: "Nothing is here.")
        let api = APIProblem(status: .notFound, error: "not_found", detail: "Nothing is here.")

        let answers = [site.response(to: request), api.response(to: request)]

        for answer in answers {
            #expect(answer.status == .notFound)
            #expect(answer.headers[.contentType] == "application/problem+json")
            #expect(answer.headers[.cacheControl] == "no-store")
            #expect(
                try await String(buffer: CollectedResponse(answer).body)
                    == #"{"type":"about:blank","title":"Not Found","status":404,"detail":"Nothing is here.","#
                    + #""error":"not_found","request_id":"abc"}"#
            )
        }
    }

    @Test func whatHasToBePutRightStandsBetweenTheWordAndTheRequest() async throws {
        let problem = APIProblem(
            status: .unprocessableContent,
            error: "invalid_input",
            detail: "One thing.",
            suggestion: "Say \"it\".",
            problems: [APIFieldProblem("name", "It is empty.")],
            headers: [.retryAfter: "5"]
        )

        let answer = problem.response(to: Self.request(.post, id: "r"))

        #expect(answer.headers[.retryAfter] == "5")
        #expect(
            try await String(buffer: CollectedResponse(answer).body)
                .hasSuffix(
                    #""error":"invalid_input","suggestion":"Say \"it\".","#
                        + #""problems":[{"field":"name","message":"It is empty."}],"request_id":"r"}"#
                )
        )
    }

    @Test func anAnswerToHEADHasNoContent() async throws {
        let answer = Problem.notFound.response(to: Self.request(.head))

        #expect(try await String(buffer: CollectedResponse(answer).body) == "")
        #expect(answer.headers[.contentLength] != nil)
    }
}
