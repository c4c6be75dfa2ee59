import NIOCore
import NIOEmbedded
import Testing

@testable import GatehouseProxy

@Suite("Questions to other issuers are bounded", .timeLimit(.minutes(1)))
struct ConsultationsTests {
    /// One who waits for an answer.
    private final class Client: ConsultationClient {
        private let number: Int
        private let told: AsyncStream<Int>.Continuation

        init(_ number: Int, _ told: AsyncStream<Int>.Continuation) {
            self.number = number
            self.told = told
        }

        func consulted() { told.yield(number) }
    }

    /// The questions of a loop, on that loop.
    private final class Desk {
        private let consultations = Consultations()
        private let issuers: SilentIssuers
        private let loop: LoopState
        private let told: AsyncStream<Int>.Continuation
        private var clients: [(client: Client, question: Consultation)] = []

        init(_ issuers: SilentIssuers, _ loop: LoopState, _ told: AsyncStream<Int>.Continuation) {
            self.issuers = issuers
            self.loop = loop
            self.told = told
        }

        func hasRoom(for question: Consultation) -> Bool { consultations.hasRoom(for: question) }

        /// Has one more client wait; they are numbered from 0.
        func ask(_ question: Consultation) {
            let client = Client(clients.count, told)
            clients.append((client, question))
            consultations.ask(question, of: issuers, for: client, on: loop)
        }

        /// Has as many clients wait as there is room for, up to a number; gives how many those are.
        func askWhileThereIsRoom(upTo count: Int, _ question: (Int) -> Consultation) -> Int {
            for number in 0..<count {
                guard hasRoom(for: question(number)) else { return number }
                ask(question(number))
            }
            return count
        }

        func withdraw(_ number: Int) {
            consultations.withdraw(clients[number].client, from: clients[number].question)
        }
    }

    /// A desk on a loop whose time only the test moves; `told` are the numbers of the clients that were told.
    private struct Bench {
        let eventLoop = NIOAsyncTestingEventLoop()
        let issuers = SilentIssuers()
        let told: AsyncStream<Int>
        private let desk: NIOLoopBound<Desk>

        init() async throws {
            let (told, continuation) = AsyncStream.makeStream(of: Int.self)
            self.told = told
            desk = try await eventLoop.executeInContext { [eventLoop, issuers] in
                let desk = Desk(issuers, try LoopState.fixture(on: eventLoop), continuation)
                return NIOLoopBound(desk, eventLoop: eventLoop)
            }
        }

        func run<Result: Sendable>(_ body: @escaping @Sendable (Desk) -> Result) async throws -> Result {
            try await eventLoop.executeInContext { [desk] in body(desk.value) }
        }

        /// The next clients that are told.
        func nextTold(_ count: Int) async -> [Int] {
            var numbers: [Int] = []
            for await number in told {
                numbers.append(number)
                if numbers.count == count { break }
            }
            return numbers
        }
    }

    /// A question about one of an issuer's tokens.
    private static func question(_ number: Int = 0, to issuer: String) -> Consultation {
        .token(issuer: issuer, Array("token \(number)".utf8))
    }

    @Test func anIssuerThatNeverAnswersTakesNoMoreThanItsShareOfTheQuestions() async throws {
        let bench = try await Bench()
        defer { bench.issuers.speak("dead") }
        let asked = try await bench.run { desk in
            desk.askWhileThereIsRoom(upTo: 1_000) { Self.question($0, to: "dead") }
        }
        #expect(asked == 64)
        let (others, known) = try await bench.run { desk in
            (desk.hasRoom(for: Self.question(to: "well")), desk.hasRoom(for: Self.question(to: "dead")))
        }
        #expect(others, "another issuer is asked")
        #expect(known, "what was asked already takes one more who waits for it")
    }

    @Test func thoseWhoWaitForOneIssuerTakeNoMoreThanItsShareOfThePlaces() async throws {
        let bench = try await Bench()
        defer { bench.issuers.speak("dead") }
        let waiting = try await bench.run { desk in
            desk.askWhileThereIsRoom(upTo: 10_000) { _ in Self.question(to: "dead") }
        }
        #expect(waiting == 1_024)
        let (others, sameIssuer) = try await bench.run { desk in
            (desk.hasRoom(for: Self.question(to: "well")), desk.hasRoom(for: Self.question(1, to: "dead")))
        }
        #expect(others, "another issuer's clients may wait")
        #expect(!sameIssuer, "not even with another question")
    }

    @Test func allIssuersTogetherTakeNoMoreThanThereIs() async throws {
        let names = (0..<8).map { "issuer\($0)" }
        let (questions, clients) = (try await Bench(), try await Bench())
        defer { for name in names { for bench in [questions, clients] { bench.issuers.speak(name) } } }
        let asked = try await questions.run { desk in
            names.map { name in desk.askWhileThereIsRoom(upTo: 1_000) { Self.question($0, to: name) } }
        }
        #expect(asked == [64, 64, 64, 64, 0, 0, 0, 0])
        let waiting = try await clients.run { desk in
            names.map { name in desk.askWhileThereIsRoom(upTo: 10_000) { _ in Self.question(to: name) } }
        }
        #expect(waiting == [1_024, 1_024, 1_024, 1_024, 0, 0, 0, 0])
    }

    @Test func anAnswerGivesAllPlacesBack() async throws {
        let bench = try await Bench()
        try await bench.run { desk in
            _ = desk.askWhileThereIsRoom(upTo: 64) { Self.question($0, to: "slow") }
        }
        bench.issuers.speak("slow")
        #expect(await bench.nextTold(64).sorted() == Array(0..<64))
        let asked = try await bench.run { desk in
            desk.askWhileThereIsRoom(upTo: 1_000) { Self.question(100 + $0, to: "slow") }
        }
        #expect(asked == 64)
        #expect(await bench.nextTold(64).count == 64)
    }

    @Test func whoHasLeftIsNotToldAndMakesRoomOnce() async throws {
        let bench = try await Bench()
        let waiting = try await bench.run { desk in
            desk.askWhileThereIsRoom(upTo: 10_000) { _ in Self.question(to: "slow") }
        }
        try await bench.run { desk in
            desk.withdraw(0)
            desk.withdraw(0)
        }
        let after = try await bench.run { desk in
            desk.askWhileThereIsRoom(upTo: 10) { _ in Self.question(to: "slow") }
        }
        #expect(after == 1)
        bench.issuers.speak("slow")
        #expect(await bench.nextTold(waiting) == Array(1...waiting))
    }

    @Test func aQuestionThatNobodyWaitsForCountsUntilItIsAnswered() async throws {
        let bench = try await Bench()
        try await bench.run { desk in
            let asked = desk.askWhileThereIsRoom(upTo: 64) { Self.question($0, to: "slow") }
            for number in 1..<asked { desk.withdraw(number) }
        }
        let hasRoom = { try await bench.run { desk in desk.hasRoom(for: Self.question(64, to: "slow")) } }
        #expect(try await !hasRoom())
        bench.issuers.speak("slow")
        #expect(await bench.nextTold(1) == [0])
        #expect(try await hasRoom())
    }

    @Test func nobodyWaitsLongerThanTenSecondsThoughTheQuestionCountsOn() async throws {
        let bench = try await Bench()
        defer { bench.issuers.speak("dead") }
        try await bench.run { desk in
            _ = desk.askWhileThereIsRoom(upTo: 64) { Self.question($0, to: "dead") }
        }
        await bench.eventLoop.advanceTime(by: .milliseconds(9_999))
        try await bench.run { desk in desk.withdraw(0) }
        await bench.eventLoop.advanceTime(by: .milliseconds(1))
        #expect(await bench.nextTold(63).sorted() == Array(1..<64))
        let hasRoom = try await bench.run { desk in desk.hasRoom(for: Self.question(64, to: "dead")) }
        #expect(!hasRoom)
    }
}
