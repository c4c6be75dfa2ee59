import FoundationEssentials
import GatehouseOAuth
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Carries out what the command line asks of the running server.
struct AdminSocketController: Sendable {
    /// The most that a command may hold.
    static let limit = 1024 * 1024

    let administration: Administration
    let clock: @Sendable () -> Int64

    /// Answers `POST /command`: an ``AdminCommand`` in, an ``AdminAnswer`` or an ``AdminSocketFailure`` out.
    @Sendable func perform(_ request: Request, context: ControlContext) async throws -> Response {
        do {
            let body = try await request.body.collect(upTo: Self.limit)
            let command = try JSONDecoder().decode(AdminCommand.self, from: Data(body.readableBytesView))
            let answer = try await administration.perform(command, actor: "cli", now: clock())
            return try .json(.ok, answer)
        } catch let error as StorageError {
            context.logger.error("administration failed", metadata: ["error": "\(error)"])
            return try .json(.serviceUnavailable, AdminSocketFailure(error))
        } catch is NIOTooManyBytesError {
            return try .json(.contentTooLarge, AdminSocketFailure.tooLarge)
        } catch is DecodingError {
            return try .json(.badRequest, AdminSocketFailure.unreadable)
        }
    }
}

extension AdminSocketFailure {
    fileprivate static let tooLarge = AdminSocketFailure(
        error: "command_too_large",
        message: "The command is larger than 1 MiB."
    )

    fileprivate static let unreadable = AdminSocketFailure(
        error: "invalid_command",
        message: "The running server does not know this command; is it another version than the command line?"
    )

    /// Says what to do about a store that does not work.
    init(_ error: StorageError) {
        switch error {
        case .unavailable(let reason):
            self.init(error: "storage_unavailable", message: "The database cannot be used now: \(reason)")
        case .corrupt(let reason):
            self.init(error: "storage_corrupt", message: "The database is damaged: \(reason)")
        case .newerVersion:
            self.init(error: "storage_newer", message: "The database was written by a newer version of gatehouse.")
        case .conflict:
            self.init(error: "storage_conflict", message: "The change contradicts what is stored; nothing was changed.")
        case .readOnly:
            self.init(error: "storage_read_only", message: "The database can be read only.")
        case .sealed:
            self.init(error: "storage_sealed", message: "The keys in the database are sealed with another key.")
        }
    }
}

extension Response {
    fileprivate static func json(_ status: HTTPResponse.Status, _ value: some Encodable) throws -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try JSONEncoder().encode(value)))
        )
    }
}
