import NIOCore
import Testing

@testable import GatehouseProxy

@Suite("RFC 9110 §7.6.1: what Connection names")
struct HopByHopHeadersTests {
    @Test(arguments: [
        ["Connection: X-Drop"], ["connection: x-drop"], ["CONNECTION: X-DROP"], ["Connection: x_drop"],
        ["Connection: close, X-Drop"], ["Connection: X-Drop ,keep-alive"], ["Connection:\tX-Drop\t,\tother"],
        ["Connection: other", "Connection: X-Drop"], ["Connection: ,, X-Drop,,"],
        ["Connection: keep-alive,X-Drop,X-Drop"],
    ])
    func aNamedFieldIsRemoved(connection: [String]) throws {
        let fields = ["X-Drop: 1", "X-Keep: 2", "x-drop: 3", "X_Drop: 4", "X-Dro: 5", "X-Drops: 6"]
        let expected = ["X-Keep: 2", "X-Dro: 5", "X-Drops: 6"]
        #expect(try ForwardedRequest.kept(connection + fields) == expected)
        #expect(try ForwardedRequest.kept(fields + connection) == expected)
    }

    @Test func namesOfSeveralLinesAreAllRemoved() throws {
        let fields = ["Connection: A, B", "A: 1", "B: 2", "C: 3", "Connection: D", "D: 4", "E: 5"]
        #expect(try ForwardedRequest.kept(fields) == ["C: 3", "E: 5"])
    }

    /// Who names these wants the next server to read another request than this one.
    @Test(arguments: [
        "Host", "host", "Content-Length", "CONTENT-LENGTH", "content_length", "Transfer-Encoding", "transfer_encoding",
        "Authorization", "authorization", "close, Host", "X-A,Authorization", "DPoP", "Client-Cert", "client_cert",
    ])
    func namingWhatSteersARequestIsRefused(option: String) {
        #expect(throws: MessageRefusal.connection) {
            try ParsedRequest.parse(HeadText.request("GET / HTTP/1.1", "Connection: \(option)"))
        }
    }

    @Test(arguments: ["a b", "X-A; q=1", "\"X-A\"", "X-A:", "\u{E9}", "X-A=1", "close, (x)", "X/A"])
    func anOptionThatIsNoTokenIsRefused(option: String) {
        #expect(throws: MessageRefusal.connection) {
            try ParsedRequest.parse(HeadText.request("GET / HTTP/1.1", "Connection: \(option)").octets)
        }
    }

    @Test func moreOptionsThanAnybodyNeedsAreRefused() throws {
        func request(_ count: Int) -> String {
            HeadText.request("GET / HTTP/1.1", "Connection: " + (0..<count).map { "x\($0)" }.joined(separator: ","))
        }
        #expect(try ParsedRequest.parse(request(32))?.head.hasNominations == true)
        #expect(throws: MessageRefusal.connection) { try ParsedRequest.parse(request(33)) }
        #expect(throws: MessageRefusal.connection) {
            try ParsedRequest.parse(
                HeadText.request("GET / HTTP/1.1", "Connection: " + String(repeating: ",", count: 33))
            )
        }
    }

    @Test(arguments: ["", "close", "keep-alive", "Close, Keep-Alive"])
    func closeAndKeepAliveNameNoFields(option: String) throws {
        let request = try #require(
            try ParsedRequest.parse(HeadText.request("GET / HTTP/1.1", "Connection: \(option)", "Close: 1"))
        )
        #expect(!request.head.hasNominations)
        #expect(request.nominations == [])
        #expect(try ForwardedRequest.kept(["Connection: \(option)", "Close: 1"]) == ["Close: 1"])
    }

    /// Trailers lose the same fields; their names are compared in this form.
    @Test func nominationsAreFolded() throws {
        let fields = HeadText.request("GET / HTTP/1.1", "Connection: X_Drop, , B", "connection: C.d")
        let request = try #require(try ParsedRequest.parse(fields))
        #expect(request.nominations.map { String(octets: $0) } == ["x-drop", "b", "c-d"])
    }

    @Test func aNamedCookieIsRemovedWhole() throws {
        #expect(try ForwardedRequest.kept(["Cookie: a=b; gatehouse-x=1", "Connection: cookie"]) == [])
    }
}
