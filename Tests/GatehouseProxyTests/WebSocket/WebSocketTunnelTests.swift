import GatehouseJOSE
import GatehousePolicy
import NIOCore
import NIOEmbedded
import Testing

@testable import GatehouseProxy

@Suite("A WebSocket through the gate")
struct WebSocketTunnelTests {
    /// A tunnel between two ends that remember.
    private final class Bench {
        let client = ScriptedEnd()
        let upstream = ScriptedEnd()
        let loop: LoopState
        let eventLoop = EmbeddedEventLoop()
        let expiresAt: Int64
        private(set) var ends = 0
        private var made: WebSocketTunnel?

        init(isWatched: Bool = true) throws {
            loop = try LoopState.fixture(on: eventLoop)
            let token = Array(try ProxyFixture.token().utf8)
            let verified = try loop.verifier.verify(token.span, issuers: loop.snapshot.proxy.issuers)
            let entry = AuthorizedToken(bytes: token, hash: 0, token: verified, claims: [])
            expiresAt = verified.expiresAt
            var admission = Admission(.forward(.application(try permit(for: entry))))
            admission.token = entry
            let tunnel = WebSocketTunnel(
                client: client,
                upstream: upstream,
                allowsReservedBits: false,
                watch: isWatched ? TokenWatch(admission, loop.snapshot) : nil,
                loop: loop
            ) { [unowned self] _ in ends += 1 }
            made = tunnel
            tunnel.begin()
        }

        private func permit(for entry: AuthorizedToken) throws -> Permit {
            let policy = loop.snapshot.proxy.policy
            let decisions = policy.applications[0].routes.indices
                .map { route in
                    PolicyEngine.decide(policy, application: 0, route: route, by: entry.facts.principal, now: 0)
                }
            for case .permit(let permit) in decisions { return permit }
            throw PolicyFixtureFailure()
        }

        var tunnel: WebSocketTunnel {
            get throws { try #require(made) }
        }

        func send(_ bytes: [UInt8], from side: WebSocketTunnel.Side) throws {
            try tunnel.received(ByteBuffer(bytes: bytes), from: side)
        }
    }

    private static func close(_ code: UInt16) -> [UInt8] {
        Frame.bytes(Frame.close, [UInt8(code >> 8), UInt8(code & 0xFF)])
    }

    /// The code of the masked Close at the end of what an upstream got.
    private static func maskedCloseCode(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 8, bytes.suffix(8).starts(with: [0x88, 0x82]) else { return nil }
        let tail = Array(bytes.suffix(6))
        return Int(tail[4] ^ tail[0]) << 8 | Int(tail[5] ^ tail[1])
    }

    @Test func framesPassBothWaysAsTheyCome() throws {
        let bench = try Bench()
        let asked = Frame.masked(Frame.text, "hello") + Frame.masked(Frame.ping, "")
        let answered = Frame.bytes(Frame.binary, Array(repeating: 7, count: 100_000))
        try bench.send(asked, from: .client)
        for piece in answered.pieces(cutAt: [1, 3, 9, 70_000]) { try bench.send(piece, from: .upstream) }
        #expect(bench.upstream.sent == asked && bench.upstream.flushed == asked.count)
        #expect(bench.client.sent == answered && bench.client.flushed == answered.count)
        #expect(try bench.tunnel.requestBytes == Int64(asked.count))
        #expect(try bench.tunnel.responseBytes == Int64(answered.count))
        #expect(bench.ends == 0)
        #expect(bench.client.deadline == 300_000)
    }

    @Test func whoDoesNotKeepUpHoldsTheOtherBack() throws {
        let bench = try Bench()
        bench.client.isWritable = false
        try bench.send(Frame.plain(Frame.text, "a"), from: .upstream)
        #expect(bench.upstream.isPaused && !bench.client.isPaused)
        #expect(bench.client.isToldWhenWritable)
        #expect(bench.client.deadline == 60_000)
        // What goes the other way does not give more time.
        bench.client.setDeadline(after: 1)
        try bench.send(Frame.masked(Frame.text, "b"), from: .client)
        #expect(bench.client.deadline == 1)
        bench.client.isWritable = true
        try bench.tunnel.becameWritable(.client)
        #expect(!bench.upstream.isPaused)
        #expect(bench.client.deadline == 300_000)
        bench.upstream.isWritable = false
        try bench.send(Frame.masked(Frame.text, "c"), from: .client)
        #expect(bench.client.isPaused)
        try bench.tunnel.deadlinePassed()
        #expect(bench.client.isCut && bench.upstream.isCut && bench.ends == 1)
        #expect(try bench.tunnel.failure == .stalledBody)
    }

    @Test func itEndsWithItsToken() throws {
        let bench = try Bench()
        try bench.tunnel.endStream(now: bench.expiresAt + 59)
        #expect(bench.client.sent.isEmpty && bench.ends == 0)
        try bench.tunnel.endStream(now: bench.expiresAt + 60)
        #expect(bench.client.sent == Self.close(4401))
        #expect(Self.maskedCloseCode(bench.upstream.sent) == 4401)
        #expect(bench.client.hasFinished && bench.upstream.hasFinished)
        #expect(try bench.tunnel.failure == .tokenEnded)
        #expect(bench.ends == 1)
        // Nothing passes any more, and what comes is read to its end.
        try bench.send(Frame.masked(Frame.text, "late"), from: .client)
        try bench.send(Frame.plain(Frame.text, "late"), from: .upstream)
        #expect(bench.client.sent == Self.close(4401))
        #expect(!bench.client.isPaused && !bench.client.isCut)
        try bench.tunnel.deadlinePassed()
        #expect(bench.client.isCut && bench.upstream.isCut && bench.ends == 1)
    }

    @Test func itEndsWhenItsTokenIsRevoked() throws {
        let bench = try Bench()
        let now = bench.expiresAt - 600
        try bench.tunnel.endStream(now: now)
        #expect(bench.ends == 0)
        let entry = RevocationEntry(key: .client("reader"), revokedBefore: now, recordedAt: now, expiresAt: .max)
        bench.loop.apply([.revoke(entry)])
        try bench.tunnel.endStream(now: now)
        #expect(bench.client.sent == Self.close(4401))
    }

    @Test func itOutlivesATokenThatNobodyWatches() throws {
        let bench = try Bench(isWatched: false)
        try bench.tunnel.endStream(now: bench.expiresAt + 1_000)
        #expect(bench.ends == 0)
    }

    @Test func theCloseStandsBehindTheFrameUnderWay() throws {
        let bench = try Bench()
        let frame = Frame.plain(Frame.text, "a long message")
        try bench.send(Array(frame.prefix(5)), from: .upstream)
        try bench.tunnel.endStream(now: bench.expiresAt + 60)
        #expect(bench.client.sent == Array(frame.prefix(5)))
        #expect(bench.client.deadline == 2_000)
        // Of the client nothing goes on, from the very end of its token.
        let before = bench.upstream.sent
        try bench.send(Frame.masked(Frame.text, "late"), from: .client)
        #expect(bench.upstream.sent == before)
        try bench.send(Array(frame.dropFirst(5)) + Frame.plain(Frame.text, "the next one"), from: .upstream)
        #expect(bench.client.sent == frame + Self.close(4401))
        #expect(bench.ends == 1)
    }

    @Test func aFrameThatDoesNotEndIsCut() throws {
        let bench = try Bench()
        try bench.send(Array(Frame.plain(Frame.text, "a long message").prefix(5)), from: .upstream)
        try bench.tunnel.endStream(now: bench.expiresAt + 60)
        try bench.tunnel.deadlinePassed()
        #expect(bench.client.isCut && bench.upstream.isCut && bench.ends == 1)
        #expect(try bench.tunnel.failure == .tokenEnded)
    }

    @Test func ofAClientsHalfFrameTheUpstreamGetsNoMore() throws {
        let bench = try Bench()
        let frame = Frame.masked(Frame.text, "a long message")
        try bench.send(Array(frame.prefix(9)), from: .client)
        try bench.tunnel.endStream(now: bench.expiresAt + 60)
        try bench.send(Array(frame.dropFirst(9)), from: .client)
        #expect(bench.upstream.sent == Array(frame.prefix(9)))
        #expect(bench.upstream.hasFinished)
        #expect(bench.client.sent == Self.close(4401))
    }

    @Test func aViolationClosesBothEnds() throws {
        let bench = try Bench()
        let good = Frame.masked(Frame.text, "good")
        try bench.send(good + Frame.plain(Frame.text, "not masked"), from: .client)
        #expect(bench.upstream.sent.starts(with: good))
        #expect(bench.upstream.sent.count == good.count + 8)
        #expect(Self.maskedCloseCode(bench.upstream.sent) == 1001)
        #expect(bench.client.sent == Self.close(1002))
        #expect(try bench.tunnel.failure == .webSocketViolation)

        let other = try Bench()
        try other.send(Frame.masked(Frame.text, "masked"), from: .upstream)
        #expect(other.client.sent == Self.close(1014))
        #expect(Self.maskedCloseCode(other.upstream.sent) == 1002)
        #expect(try other.tunnel.failure == .brokenResponse)
    }

    @Test func theServerGoesAway() throws {
        let bench = try Bench()
        try bench.tunnel.drain()
        #expect(bench.client.sent == Self.close(1001))
        #expect(Self.maskedCloseCode(bench.upstream.sent) == 1001)
        #expect(try bench.tunnel.failure == nil)
    }

    @Test func whatNobodyUsesIsClosed() throws {
        let bench = try Bench()
        try bench.tunnel.deadlinePassed()
        #expect(bench.client.sent == Self.close(1001))
        #expect(try bench.tunnel.failure == .webSocketIdle)
    }

    @Test func theClosingHandshakePassesAndNoSecondCloseFollows() throws {
        let bench = try Bench()
        let close = Frame.bytes(Frame.close, [3, 232], mask: [1, 2, 3, 4])
        try bench.send(close, from: .client)
        try bench.send(Self.close(1000) + Frame.plain(Frame.text, "behind the end"), from: .upstream)
        #expect(bench.upstream.sent == close)
        #expect(bench.client.sent == Self.close(1000))
        #expect(bench.client.deadline == 5_000)
        try bench.tunnel.drain()
        #expect(bench.upstream.sent == close && bench.client.sent == Self.close(1000))
        #expect(bench.client.hasFinished)
    }

    @Test func anEndThatHasSentItsLastByteIsStillSentTo() throws {
        let bench = try Bench()
        try bench.send(Self.close(1000), from: .upstream)
        try bench.tunnel.inputEnded(.upstream)
        #expect(bench.client.hasFinished && !bench.upstream.hasFinished)
        let close = Frame.bytes(Frame.close, [3, 232], mask: [1, 2, 3, 4])
        try bench.send(close, from: .client)
        #expect(bench.upstream.sent == close)
        try bench.tunnel.closed(.client)
        #expect(bench.upstream.hasFinished && bench.ends == 1)
        bench.eventLoop.advanceTime(by: .seconds(3))
        #expect(bench.upstream.isCut)
    }

    /// A connection that goes without a FIN and without a Close was reset; RFC 8441 §5 can say so.
    @Test func anUpstreamThatIsResetBreaksOff() throws {
        let reset = try Bench()
        try reset.tunnel.closed(.upstream)
        #expect(reset.client.isBrokenOff)
        let finished = try Bench()
        try finished.tunnel.inputEnded(.upstream)
        try finished.tunnel.closed(.upstream)
        #expect(finished.client.hasFinished && !finished.client.isBrokenOff)
        let closed = try Bench()
        try closed.send(Self.close(1000), from: .upstream)
        try closed.tunnel.closed(.upstream)
        #expect(closed.client.hasFinished && !closed.client.isBrokenOff)
    }

    @Test(arguments: [WebSocketTunnel.Side.client, .upstream])
    func whenOneConnectionIsGoneTheOtherEnds(side: WebSocketTunnel.Side) throws {
        let bench = try Bench()
        try bench.tunnel.closed(side)
        #expect(side == .client ? bench.upstream.hasFinished : bench.client.hasFinished)
        #expect(bench.ends == 1)
        try bench.tunnel.closed(side == .client ? .upstream : .client)
        #expect(bench.ends == 1)
    }
}
