import Testing

@testable import GatehouseProxy

@Suite("What a request says about itself")
struct RequestFactsTests {
    private func head(_ fields: String...) throws -> ParsedRequest {
        try #require(try ParsedRequest.parse(HeadText.lines(["GET / HTTP/1.1", "Host: a.test"] + fields).octets))
    }

    private static let longest = String(repeating: "i", count: 128)

    @Test(arguments: [
        ("abc", "abc"), ("  abc \t", "abc"), ("a\"\\~!", "a\"\\~!"), (longest, longest), (longest + "i", ""), ("", ""),
        ("a b", ""), ("a\tb", ""), ("\u{E9}", ""),
    ])
    func aRequestIDIsVisibleAndShort(value: String, expected: String) throws {
        let request = try head("X-Request-Id: \(value)")
        #expect(request.text(request.head.requestID) == expected)
    }

    @Test func twoRequestIDsAreNone() throws {
        #expect(try head("X-Request-Id: a", "x-request-id: a").head.requestID.isEmpty)
        #expect(try head("X-Request-Id: a", "X-Request-Id: b", "X-Request-Id: c").head.requestID.isEmpty)
        let mixed = try head("X_Request_Id: b", "X-Request-Id: a")
        #expect(mixed.text(mixed.head.requestID) == "a")
    }

    @Test(arguments: [("script", true), ("Script", true), ("scripts", false), ("", false)])
    func aServiceWorkerScriptIsRecognized(value: String, isScript: Bool) throws {
        #expect(try head("Service-Worker: \(value)").head.isServiceWorkerScript == isScript)
        #expect(try head("service-worker: \(value)", "Service-Worker: x").head.isServiceWorkerScript == isScript)
    }

    @Test func everyAuthorizationIsCounted() throws {
        let request = try head("Authorization: a", "Proxy-Authorization: b", "AUTHORIZATION: c")
        #expect(request.head.authorizationCount == 2)
        #expect(request.text(request.head.authorization) == "a")
        #expect(try head("X-Authorization: a").head.authorizationCount == 0)
    }

    @Test func anUpgradeIsSeen() throws {
        #expect(try head("Upgrade: websocket").head.kinds.contains(.upgrade))
        #expect(try !head("Upgraded: websocket").head.kinds.contains(.upgrade))
    }
}
