import GatehouseOAuth
import Testing

@testable import Gatehouse

struct ExitFailureTests {
    @Test(arguments: [
        (StorageError.unavailable("database is locked"), "cannot be used now: database is locked"),
        (.corrupt("not a database"), "is damaged: not a database"), (.newerVersion, "by a newer version"),
        (.conflict, "by another process"), (.readOnly, "can only be read"),
        (.sealed, "are sealed"),
    ])
    func whatTheStoreCannotDoNamesTheFileAndWhatToDo(_ error: StorageError, _ words: String) {
        let failure = ExitFailure(error, database: "data/gatehouse.sqlite")
        #expect(failure.status == .environment)
        #expect(failure.message.contains("data/gatehouse.sqlite"))
        #expect(failure.message.contains(words))
        #expect(failure.hint != nil)
    }

    @Test func theHintStandsOnItsOwnLine() {
        #expect(ExitFailure(.refused, "No.", hint: "Ask again.").description == "No.\nAsk again.")
        #expect(ExitFailure(.refused, "No.").description == "No.")
    }

    @Test func cancellationIsNoFailure() {
        #expect(ExitFailure(stopping: CancellationError()) == nil)
    }
}
