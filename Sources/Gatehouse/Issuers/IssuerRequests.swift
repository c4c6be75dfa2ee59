import AsyncHTTPClient
import GatehouseOAuth
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Asks one other authorization server over HTTP.
///
/// Its URLs come from the configuration, or from its discovery document after a check. Redirects are not followed,
/// answers are bounded in time and size.
struct IssuerRequests: Sendable {
    /// Why there is no answer, in words for people.
    struct Failure: Error, Equatable {
        let message: String

        init(message: String) {
            self.message = message
        }

        /// Says what was asked, too; a URL's query is nobody's business.
        init(_ message: String, at url: String) {
            self.message = "\(url.prefix { $0 != "?" }): \(message)"
        }
    }

    /// How long one exchange may take.
    static let bound = Duration.seconds(5)

    private let security: TLSConfiguration

    /// Trusts the authorities in PEM bytes in place of the system's.
    init(authorities: [UInt8]?) throws(Failure) {
        var security = TLSConfiguration.makeClientConfiguration()
        security.minimumTLSVersion = .tlsv12
        if let authorities {
            guard let certificates = try? NIOSSLCertificate.fromPEMBytes(authorities), !certificates.isEmpty else {
                throw Failure(message: "there is no certificate in it")
            }
            security.trustRoots = .certificates(certificates)
        }
        self.security = security
    }

    func get(_ url: String, limit: Int) async throws(Failure) -> [UInt8] {
        var request = HTTPClientRequest(url: url)
        request.headers.add(name: "Accept", value: "application/json")
        return try await perform(request, limit: limit)
    }

    /// Sends a form as a client with a secret (RFC 6749 §2.3.1).
    func post(
        form: [(name: String, value: String)],
        to url: String,
        authorization: String,
        limit: Int
    ) async throws(Failure) -> [UInt8] {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "Accept", value: "application/json")
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        request.headers.add(name: "Authorization", value: authorization)
        request.body = .bytes(ByteBuffer(string: FormText.encode(form)))
        return try await perform(request, limit: limit)
    }

    private func perform(_ request: HTTPClientRequest, limit: Int) async throws(Failure) -> [UInt8] {
        var request = request
        request.headers.add(name: "User-Agent", value: "gatehouse")
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout = .init(connect: .seconds(3), read: .seconds(5))
        configuration.httpVersion = .http1Only
        // Who does not answer now is asked again when it is time.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.tlsConfiguration = security
        let client = HTTPClient(
            eventLoopGroupProvider: .shared(.singletonMultiThreadedEventLoopGroup),
            configuration: configuration
        )
        let result = await exchange(request, by: client, limit: limit)
        try? await client.shutdown()
        do throws(Failure) {
            return try result.get()
        } catch {
            throw Failure(error.message, at: request.url)
        }
    }

    /// The whole exchange within the bound: a peer that sends a byte now and then gains nothing by it.
    private func exchange(
        _ request: HTTPClientRequest,
        by client: HTTPClient,
        limit: Int
    ) async -> Result<[UInt8], Failure> {
        await withTaskGroup(of: Result<[UInt8], Failure>.self) { tasks in
            tasks.addTask {
                do {
                    // The deadline is that of the task beside this one.
                    return try await Self.body(client.execute(request, deadline: .distantFuture), limit: limit)
                } catch {
                    return .failure(Failure(message: OutboundFailureText.cause(error)))
                }
            }
            tasks.addTask {
                try? await Task.sleep(for: Self.bound)
                return .failure(Failure(message: "there was no whole answer within \(Self.bound)"))
            }
            let first = await tasks.next()
            tasks.cancelAll()
            return first ?? .failure(Failure(message: "there was no answer"))
        }
    }

    private static func body(_ response: HTTPClientResponse, limit: Int) async throws -> Result<[UInt8], Failure> {
        guard response.status == .ok else {
            return .failure(Failure(message: "the answer has the status \(response.status.code)"))
        }
        var body: [UInt8] = []
        for try await part in response.body {
            guard part.readableBytes <= limit - body.count else {
                return .failure(Failure(message: "the answer is longer than \(limit) bytes"))
            }
            body += part.readableBytesView
        }
        return .success(body)
    }
}
