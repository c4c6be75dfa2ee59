import Testing

@testable import GatehouseProxy

@Suite("The exchange's state machine")
struct ExchangeStateMachineTests {
    private typealias Machine = ExchangeStateMachine
    private let closedEarly = GatewayFailure(.closedEarly, origin: .upstream, retry: .onReusedConnection)

    private func machine(body: Bool = false, idempotent: Bool = true, persists: Bool = true) -> Machine {
        Machine(hasRequestBody: body, isIdempotent: idempotent, downstreamPersists: persists)
    }

    @Test func aCompleteExchangeKeepsBothConnections() {
        var machine = machine()
        machine.responseStarted()
        let ending = Machine.Ending(reusesUpstream: true, downstream: .next)
        let action = machine.responseEnded(upstreamPersists: true)
        #expect(action == .end(ending))
        #expect(machine.isEnded)
    }

    @Test func aResponseBeforeTheRequestEndsSpendsTheUpstreamAndDrainsTheClient() {
        var machine = machine(body: true)
        machine.responseStarted()
        let ending = Machine.Ending(reusesUpstream: false, downstream: .drainRequest)
        let action = machine.responseEnded(upstreamPersists: true)
        #expect(action == .end(ending))
    }

    @Test func aReusedConnectionThatWasClosingIsRetriedOnceWithAnIdempotentRequest() {
        var machine = machine()
        let action = machine.upstreamFailed(closedEarly, onReusedConnection: true)
        #expect(action == .retry)
        let ending = Machine.Ending(reusesUpstream: false, downstream: .next)
        let second = machine.upstreamFailed(closedEarly, onReusedConnection: true)
        #expect(second == .answer(closedEarly, ending))
    }

    @Test(arguments: [(false, false, true), (true, true, true), (true, false, false)])
    func whatMayHaveBeenActedUponIsNeverRetried(idempotent: Bool, body: Bool, reused: Bool) {
        var machine = machine(body: body, idempotent: idempotent)
        let action = machine.upstreamFailed(closedEarly, onReusedConnection: reused)
        #expect(action != .retry)
    }

    @Test(arguments: [true, false])
    func whatTheUpstreamDidNotLookAtIsSentOnceMoreWhateverTheMethod(idempotent: Bool) {
        let refused = GatewayFailure(.closedEarly, origin: .upstream, retry: .unprocessed)
        var machine = machine(idempotent: idempotent)
        let first = machine.upstreamFailed(refused, onReusedConnection: false)
        #expect(first == .retry)
        let second = machine.upstreamFailed(refused, onReusedConnection: false)
        #expect(second != .retry)
    }

    @Test func aBodyThatIsNotKeptIsNotSentAgain() {
        let refused = GatewayFailure(.closedEarly, origin: .upstream, retry: .unprocessed)
        var machine = machine(body: true)
        let action = machine.upstreamFailed(refused, onReusedConnection: false)
        #expect(action != .retry)
    }

    @Test(arguments: [
        (GatewayFailure.Kind.unreachable, false, true, true), (.connectTimeout, false, true, true),
        (.badCertificate, false, false, true), (.closedEarly, true, false, true), (.closedEarly, false, false, false),
        (.closedEarly, true, true, false), (.failureStatus, true, false, true), (.failureStatus, false, false, false),
        (.responseTimeout, true, false, true), (.brokenResponse, true, false, false),
        (.truncatedResponse, true, false, false), (.concurrency, true, false, false),
        (.overloaded, true, false, false), (.responseTooLarge, true, false, false),
    ])
    func anotherEndpointIsTriedWhereItIsSafe(
        kind: GatewayFailure.Kind,
        idempotent: Bool,
        body: Bool,
        isSafe: Bool
    ) {
        let failure = GatewayFailure(kind, origin: .upstream)
        var wanted = machine(body: body, idempotent: idempotent)
        let action = wanted.upstreamFailed(failure, onReusedConnection: false) { true }
        #expect((action == .failOver) == isSafe)
        var unwanted = machine(body: body, idempotent: idempotent)
        let other = unwanted.upstreamFailed(failure, onReusedConnection: false) { false }
        #expect(other != .failOver && unwanted.isEnded)
        var begun = machine(body: body, idempotent: idempotent)
        begun.responseStarted()
        let late = begun.upstreamFailed(failure, onReusedConnection: false) { true }
        #expect(late != .failOver)
    }

    @Test func anInterimResponseForbidsTheRetry() {
        var machine = machine()
        machine.interimReceived()
        let action = machine.upstreamFailed(closedEarly, onReusedConnection: true)
        #expect(action != .retry)
        var other = self.machine()
        other.interimReceived()
        let elsewhere = other.upstreamFailed(closedEarly, onReusedConnection: false) { true }
        #expect(elsewhere != .failOver)
    }

    @Test func aFailureInsideAResponseCutsTheClient() {
        var machine = machine()
        machine.responseStarted()
        let truncated = GatewayFailure(.truncatedResponse, origin: .upstream)
        let ending = Machine.Ending(reusesUpstream: false, downstream: .cut)
        let action = machine.upstreamFailed(truncated, onReusedConnection: false)
        #expect(action == .end(ending))
    }

    @Test func aStallBeforeTheResponseIsAnswered() {
        var machine = machine(persists: false)
        let slow = GatewayFailure(.responseTimeout, origin: .upstream)
        let action = machine.stalled(slow)
        #expect(action == .answer(slow, Machine.Ending(reusesUpstream: false, downstream: .close)))
    }

    /// Random events in any order: an exchange ends exactly once, and says nothing after that.
    @Test(arguments: UInt64(1)...200)
    func itEndsExactlyOnce(seed: UInt64) {
        var source = RequestIdentifierSource(seed: seed)
        var machine = machine(body: source.next() % 2 == 0, idempotent: source.next() % 2 == 0)
        var endings = 0
        for _ in 0..<64 {
            let wasEnded = machine.isEnded
            let action = randomEvent(&machine, &source)
            switch action {
            case .nothing: break
            case .retry, .failOver: #expect(!wasEnded, "seed \(seed)")
            case .end, .answer:
                endings += 1
                #expect(!wasEnded, "seed \(seed)")
            }
            #expect(machine.isEnded == (endings == 1), "seed \(seed)")
        }
        _ = machine.downstreamFailed()
        #expect(machine.isEnded)
        #expect(endings <= 1)
    }

    private func randomEvent(_ machine: inout Machine, _ source: inout RequestIdentifierSource) -> Machine.Action {
        switch source.next() % 8 {
        case 0: return machine.requestEnded()
        case 1:
            machine.responseStarted()
            return .nothing
        case 2:
            machine.interimReceived()
            return .nothing
        case 3: return machine.responseEnded(upstreamPersists: source.next() % 2 == 0)
        case 4: return machine.upstreamFailed(closedEarly, onReusedConnection: source.next() % 2 == 0)
        case 5: return machine.stalled(GatewayFailure(.responseTimeout, origin: .upstream))
        case 6 where source.next() % 4 == 0: return machine.downstreamFailed()
        default: return .nothing
        }
    }
}
