import NIOCore
import Testing

@testable import GatehouseProxy

@Suite("Clients of HTTP/2 that do nothing", .timeLimit(.minutes(1)))
struct HTTP2TimeoutTests {
    private typealias Frame = FrameClient.Frame

    @Test func anIdleConnectionIsClosedWithoutAnError() async throws {
        let configuration = HTTP2LiveTests.configuration.with(\.timeouts.idle, 1_500)
        try await HTTP2LiveTests.run(upstream: HTTP2LiveTests.ok(), configuration: configuration) { _, client in
            let code = await client.end()
            #expect(code == 0)
        }
    }

    @Test func aBodyThatDoesNotComeIsWaitedForOnlySoLong() async throws {
        let upstream = try await ScriptedUpstream.start { _, _ in .wait }
        let configuration = HTTP2LiveTests.configuration.with(\.timeouts.body, 300)
        try await HTTP2LiveTests.run(upstream: upstream, configuration: configuration) { _, client in
            let stream = try await client.begin(FrameClient.request("/app/body", method: "POST"), endsStream: false)
            #expect(try await client.response(on: stream).status == "408")
        }
    }

    @Test func aClientThatOpensNoWindowLosesItsStreamAlone() async throws {
        let configuration = HTTP2LiveTests.configuration.with(\.timeouts.body, 1_500)
        try await ProxyFixture.run(upstream: HTTP2LiveTests.ok().port, configuration: configuration) { fixture in
            let client = try await FrameClient.connect(to: fixture.port, settings: [(4, 0)])
            let response = try await client.response(on: client.begin(FrameClient.request("/app/open")))
            #expect(response.status == "200" && response.body.isEmpty && response.reset == 8)
            // The others go on: with a window, the same is whole.
            let stream = try await client.begin(FrameClient.request("/app/open"))
            let window = Frame(type: Frame.windowUpdate, stream: stream, payload: Frame.bytes(100))
            try await client.send(window)
            #expect(try await client.response(on: stream).text == "hello")
        }
    }

    @Test func aPrefaceThatDoesNotEndIsNoRequest() async throws {
        let configuration = HTTP2LiveTests.configuration.with(\.timeouts.head, 200)
        let upstream = try await HTTP2LiveTests.ok()
        try await ProxyFixture.run(upstream: upstream.port, configuration: configuration) { fixture in
            let client = try await RawClient.connect(to: fixture.port)
            try await client.send(Array(FrameClient.preface.prefix(10)))
            #expect(await client.textToEnd().hasPrefix("HTTP/1.1 408 "))
        }
        try await upstream.stop()
    }

    @Test func aServerThatStopsFinishesWhatIsOpen() async throws {
        let upstream = try await HTTP2LiveTests.ok()
        let (ended, continuation) = AsyncStream.makeStream(of: UInt32?.self)
        try await ProxyFixture.run(upstream: upstream.port, configuration: HTTP2LiveTests.configuration) { fixture in
            let client = try await FrameClient.connect(to: fixture.port)
            #expect(try await client.get("/app/open").isWhole)
            Task {
                continuation.yield(await client.end())
                continuation.finish()
            }
        }
        for await code in ended { #expect(code == 0) }
        try await upstream.stop()
    }
}
