import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import GatehouseControl

@Suite("Peer facts")
struct PeerFactsTests {
    @Test func theGateSaysWhoAskedAndHow() {
        let facts = PeerFacts(
            request([
                .gatehousePeer: "192.0.2.7", .gatehouseProto: "https", .gatehouseHost: "Auth.Example.Test",
            ])
        )

        #expect(facts.address == "192.0.2.7")
        #expect(facts.scheme == "https")
        #expect(facts.authority == "auth.example.test")
    }

    @Test(arguments: [
        ("http", "localhost:80", "localhost"), ("https", "localhost:443", "localhost"), ("http", "[::1]:80", "[::1]"),
        ("https", "localhost:80", "localhost:80"), ("http", "localhost:8080", "localhost:8080"),
    ])
    func theSchemesOwnPortIsLeftOut(scheme: String, asked: String, authority: String) {
        let facts = PeerFacts(request([.gatehouseProto: scheme, .gatehouseHost: asked]))

        #expect(facts.authority == authority)
    }

    @Test func withoutTheGateTheRequestSpeaksForItself() {
        let facts = PeerFacts(request([:]))

        #expect(facts.address == nil)
        #expect(facts.scheme == "http")
        #expect(facts.authority == "control")
    }

    private func request(_ headers: HTTPFields) -> Request {
        let head = HTTPRequest(
            method: .get,
            scheme: "http",
            authority: "control",
            path: "/",
            headerFields: headers
        )
        return Request(head: head, body: RequestBody(buffer: ByteBuffer()))
    }
}
