import GatehouseJOSE
import GatehousePolicy
import NIOCore

/// The questions of one event loop to other authorization servers: bounded, and each asked once however many wait for it.
final class Consultations {
    /// How many questions are under way at once.
    static let maximumFlights = 256
    /// How many requests wait for them.
    static let maximumClients = 4_096
    /// The same of one issuer: what is slow of one is no trouble of another's.
    static let maximumFlightsOfOne = 64
    static let maximumClientsOfOne = 1_024
    /// What a request waits at most, in seconds.
    private static let patience: Int64 = 10

    private var flights: [Consultation: Flight] = [:]
    private var clientCount = 0
    /// How many questions are under way, and how many requests wait, of each issuer.
    private var loads: [String: (flights: Int, clients: Int)] = [:]
    private(set) var counts = ConsultationCounts()
    /// What issuers have said about opaque tokens.
    var tokens = IntrospectionCache()

    private final class Flight {
        var clients: [any ConsultationClient] = []
        var timer: Scheduled<Void>?
    }

    /// Whether one more request may wait for this.
    func hasRoom(for consultation: Consultation) -> Bool {
        let load = loads[consultation.issuer] ?? (0, 0)
        guard clientCount < Self.maximumClients, load.clients < Self.maximumClientsOfOne else { return false }
        if flights[consultation] != nil { return true }
        return flights.count < Self.maximumFlights && load.flights < Self.maximumFlightsOfOne
    }

    /// Notes that a request was turned away for lack of room.
    func countOverflow() {
        counts.overflows &+= 1
    }

    /// Has a request wait for an answer; it is told once, on this loop and never at once.
    func ask(
        _ consultation: Consultation,
        of source: any TokenIntrospecting,
        for client: any ConsultationClient,
        on loop: LoopState
    ) {
        clientCount += 1
        loads[consultation.issuer, default: (0, 0)].clients += 1
        if let flight = flights[consultation] {
            flight.clients.append(client)
            return
        }
        let flight = Flight()
        flight.clients.append(client)
        flights[consultation] = flight
        loads[consultation.issuer, default: (0, 0)].flights += 1
        let eventLoop = loop.eventLoop
        switch consultation {
        case .keys(let issuer, let number):
            let promise = eventLoop.makePromise(of: Void.self)
            promise.completeWithTask { await source.wait(for: number, of: issuer) }
            promise.futureResult.assumeIsolated().whenComplete { [self] _ in finish(consultation) }
        case .token(let issuer, let bytes):
            let promise = eventLoop.makePromise(of: IntrospectionAnswer.self)
            promise.completeWithTask {
                await source.introspect(String(decoding: bytes, as: UTF8.self), at: issuer)
            }
            promise.futureResult.assumeIsolated()
                .whenComplete { [self] result in
                    take((try? result.get()) ?? .unavailable, about: bytes, from: issuer, loop)
                    finish(consultation)
                }
        }
        flight.timer = eventLoop.assumeIsolated()
            .scheduleTask(in: .seconds(Self.patience)) { [self] in
                release(flight, of: consultation.issuer)
            }
    }

    /// Forgets a request whose client has left.
    func withdraw(_ client: any ConsultationClient, from consultation: Consultation) {
        guard let flight = flights[consultation], let index = flight.clients.firstIndex(where: { $0 === client })
        else { return }
        flight.clients.remove(at: index)
        forget(1, of: consultation.issuer)
    }

    private func take(_ answer: IntrospectionAnswer, about bytes: [UInt8], from name: String, _ loop: LoopState) {
        let now = LoopState.unixSeconds()
        // Who was asked may have left the configuration meanwhile.
        let issuer = loop.snapshot.proxy.issuers.foreign(named: name)
        guard let issuer, let seconds = issuer.foreign?.introspectionSeconds else { return }
        guard case .answered(let object) = answer else {
            counts.failures &+= 1
            return
        }
        counts.answers &+= 1
        do throws(TokenRejection) {
            let token = try TokenVerifier.introspected(object, by: issuer, now: now, lifetime: max(1, seconds))
            let entry = AuthorizedToken(
                bytes: bytes,
                hash: 0,
                token: token,
                claims: loop.snapshot.proxy.policy.claimNames
            )
            // Long enough for those who wait for it; whether it is expired is asked of every request.
            let end = max(now + 2, min(token.expiresAt, now + seconds))
            tokens.insert(.active(entry), for: bytes, issuer: name, until: end, now: now)
        } catch {
            let end = now + max(2, min(seconds, IntrospectionCache.refusalSeconds))
            tokens.insert(.refused(error), for: bytes, issuer: name, until: end, now: now)
        }
    }

    /// Answered: the question may be asked anew from now on.
    private func finish(_ consultation: Consultation) {
        guard let flight = flights.removeValue(forKey: consultation) else { return }
        flight.timer?.cancel()
        loads[consultation.issuer]?.flights -= 1
        release(flight, of: consultation.issuer)
    }

    /// Lets everybody go who waits; the flight itself counts until it is over.
    private func release(_ flight: Flight, of issuer: String) {
        let clients = flight.clients
        flight.clients = []
        forget(clients.count, of: issuer)
        for client in clients { client.consulted() }
    }

    private func forget(_ count: Int, of issuer: String) {
        clientCount -= count
        guard var load = loads[issuer] else { return }
        load.clients -= count
        loads[issuer] = load.clients == 0 && load.flights == 0 ? nil : load
    }
}

/// What became of questions to issuers about opaque tokens.
package struct ConsultationCounts: Sendable, Equatable {
    /// Requests that needed none, because the answer was remembered.
    package internal(set) var hits: UInt64 = 0
    /// Questions that were answered.
    package internal(set) var answers: UInt64 = 0
    /// Questions that nobody answered as the protocol says.
    package internal(set) var failures: UInt64 = 0
    /// Requests turned away because too many were waiting.
    package internal(set) var overflows: UInt64 = 0

    mutating func add(_ other: ConsultationCounts) {
        hits &+= other.hits
        answers &+= other.answers
        failures &+= other.failures
        overflows &+= other.overflows
    }
}

extension Consultations {
    /// What is remembered of a token, counted as a hit.
    func remembered(_ bytes: [UInt8], issuer: String, now: Int64) -> IntrospectionCache.Verdict? {
        guard let verdict = tokens.verdict(on: bytes, issuer: issuer, now: now) else { return nil }
        counts.hits &+= 1
        return verdict
    }
}
