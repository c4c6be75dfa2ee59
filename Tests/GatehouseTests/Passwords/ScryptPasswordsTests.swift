import GatehouseOAuth
import GatehouseTestSupport
import Synchronization
import Testing

@testable import Gatehouse

@Suite("Passwords hashed with scrypt")
struct ScryptPasswordsTests {
    private func withPasswords<Answer>(
        _ compute: @escaping ScryptComputation.Function = ScryptComputation.function,
        _ body: (ScryptPasswords) async throws -> Answer
    ) async throws -> Answer {
        let passwords = ScryptPasswords(entropy: SeededEntropy(), compute: compute)
        do {
            let answer = try await body(passwords)
            await passwords.shutdown()
            return answer
        } catch {
            await passwords.shutdown()
            throw error
        }
    }

    @Test func theRightPasswordIsCorrectAndOthersAreNot() async throws {
        try await withPasswords { passwords in
            let hash = try await passwords.hash(Secret("correct horse"))
            #expect(hash.parameters == .standard)
            #expect(!hash.needsRehash)
            let stored = try #require(PasswordHash(hash.text))
            #expect(try await passwords.isCorrect(Secret("correct horse"), for: stored))
            #expect(try await !passwords.isCorrect(Secret("correct horsf"), for: stored))
            #expect(try await !passwords.isCorrect(Secret(""), for: stored))
        }
    }

    @Test func onePasswordHasADifferentHashEachTime() async throws {
        let recorder = Recorder()
        try await withPasswords(recorder.function) { passwords in
            let first = try await passwords.hash(Secret("correct horse"))
            let second = try await passwords.hash(Secret("correct horse"))
            #expect(first.salt != second.salt)
            #expect(first.salt.count == 16)
        }
    }

    @Test func withoutAHashTheSameWorkIsDoneAndTheAnswerIsNo() async throws {
        let recorder = Recorder()
        try await withPasswords(recorder.function) { passwords in
            let hash = try await passwords.hash(Secret("correct horse"))
            #expect(try await passwords.isCorrect(Secret("correct horse"), for: hash))
            #expect(try await !passwords.isCorrect(Secret("correct horse"), for: nil))
        }
        let calls = recorder.calls
        try #require(calls.count == 3)
        #expect(calls[1].sizes == calls[2].sizes)
        #expect(calls[2].parameters == .standard)
    }

    @Test func aHashOfAnotherCostIsCheckedAtItsOwn() async throws {
        let recorder = Recorder()
        let cheap = try #require(PasswordHash.Parameters(exponent: 14, blockSize: 8, parallelism: 2))
        let salt = [UInt8](repeating: 1, count: 24)
        let key = [UInt8](repeating: 7, count: 48)
        let hash = try #require(PasswordHash(parameters: cheap, salt: salt, key: key))
        let isCorrect = try await withPasswords(recorder.function) { passwords in
            try await passwords.isCorrect(Secret("correct horse"), for: hash)
        }
        #expect(isCorrect)
        let call = try #require(recorder.calls.first)
        #expect(call.parameters == cheap)
        #expect(call.sizes == [13, 24, 48])
    }

    @Test(.timeLimit(.minutes(1)))
    func twoAreComputedAtOnceThirtyTwoWaitAndFurtherOnesAreTurnedAway() async throws {
        let gate = Gate()
        try await withPasswords(gate.function) { passwords in
            let answers = AsyncStream<PasswordHashingFailure?>.makeStream()
            await withTaskGroup { group in
                for _ in 0..<36 {
                    group.addTask { answers.continuation.yield(await failure(of: passwords)) }
                }
                var iterator = answers.stream.makeAsyncIterator()
                // Nothing is computed to its end yet: the only answers are those of the two that found no room.
                #expect(await iterator.next() == .busy)
                #expect(await iterator.next() == .busy)
                await gate.begun(2)
                gate.open()
                for _ in 0..<34 {
                    #expect(await iterator.next() == .some(nil))
                }
                await group.waitForAll()
            }
            // And there is room again.
            #expect(await failure(of: passwords) == nil)
        }
        #expect(gate.mostAtOnce == 2)
    }

    @Test func aComputationThatFailsIsNoAnswer() async throws {
        struct NoMemory: Error {}
        let failing: ScryptComputation.Function = { _, _, _, _ in throw NoMemory() }
        try await withPasswords(failing) { passwords in
            await #expect(throws: PasswordHashingFailure.failed) { try await passwords.hash(Secret("correct horse")) }
            await #expect(throws: PasswordHashingFailure.failed) {
                try await passwords.isCorrect(Secret("correct horse"), for: nil)
            }
        }
    }

    @Test func afterTheShutdownEveryCallIsTurnedAway() async throws {
        let passwords = ScryptPasswords(entropy: SeededEntropy(), compute: Recorder().function)
        await passwords.shutdown()
        for _ in 0..<40 {
            #expect(await failure(of: passwords) == .busy)
        }
    }

    @Test func theShutdownWaitsForWhatIsComputed() async throws {
        let gate = Gate()
        let passwords = ScryptPasswords(entropy: SeededEntropy(), compute: gate.function)
        async let answer = failure(of: passwords)
        await gate.begun(1)
        async let end: Void = passwords.shutdown()
        gate.open()
        #expect(await answer == nil)
        await end
    }

    private func failure(of passwords: ScryptPasswords) async -> PasswordHashingFailure? {
        do {
            _ = try await passwords.hash(Secret("correct horse"))
            return nil
        } catch {
            return error
        }
    }
}

/// A cheap computation that remembers what it was asked.
private final class Recorder: Sendable {
    struct Call {
        let sizes: [Int]
        let parameters: PasswordHash.Parameters
    }

    private let state = Mutex<[Call]>([])

    var calls: [Call] { state.withLock { $0 } }

    var function: ScryptComputation.Function {
        { password, salt, parameters, count in
            self.state.withLock {
                $0.append(Call(sizes: [password.count, salt.count, count], parameters: parameters))
            }
            return [UInt8](repeating: 7, count: count)
        }
    }
}
