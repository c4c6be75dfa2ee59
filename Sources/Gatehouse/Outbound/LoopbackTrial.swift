import AsyncHTTPClient
import GatehouseControl
import GatehouseProxy
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// Sends trials to our own public listener, whatever authority they are for.
///
/// The connection goes to an address that the listener has told, and to nothing that a request names.
final class LoopbackTrial: GateTrial {
    /// What is kept of an answer.
    private static let scrap = 4_096

    private let bound: Duration
    private let target = Mutex<(address: ListenAddress, scheme: String)?>(nil)
    /// Whether the listener wants a PROXY header, which a trial does not send.
    private let wantsHeader: Bool

    /// A request with its answer takes at most `bound`.
    init(bound: Duration = .seconds(10), wantsHeader: Bool = false) {
        self.bound = bound
        self.wantsHeader = wantsHeader
    }

    /// Takes the addresses of the listener, once it accepts requests.
    func open(at addresses: [ListenAddress], isSecure: Bool = false) {
        let scheme = isSecure ? "https" : "http"
        target.withLock { $0 = addresses.first.map { (Self.reachable($0), scheme) } }
    }

    func send(_ request: TrialRequest) async throws(TrialFailure) -> TrialAnswer {
        guard let (address, scheme) = target.withLock({ $0 }) else {
            throw TrialFailure("The gate does not accept requests yet. Try again in a moment.")
        }
        guard !wantsHeader else {
            throw TrialFailure("The gate takes requests from its load balancer alone (proxy_protocol). Try it there.")
        }
        guard request.target.utf8.first == UInt8(ascii: "/") else {
            throw TrialFailure("The path begins with a slash.")
        }
        var sent = HTTPClientRequest(url: "\(scheme)://\(address)\(request.target)")
        sent.method = HTTPMethod(rawValue: request.method)
        sent.headers.add(name: "Host", value: request.authority)
        sent.headers.add(name: "User-Agent", value: "gatehouse-trial")
        sent.headers.add(name: "Accept", value: "*/*")
        if let token = request.token { sent.headers.add(name: "Authorization", value: "Bearer \(token)") }
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout = .init(connect: .seconds(5), read: .seconds(10))
        configuration.httpVersion = .http1Only
        // Our own listener at an address: its certificate names hosts.
        var security = TLSConfiguration.makeClientConfiguration()
        security.certificateVerification = .none
        configuration.tlsConfiguration = security
        let client = HTTPClient(
            eventLoopGroupProvider: .shared(.singletonMultiThreadedEventLoopGroup),
            configuration: configuration
        )
        let result = await exchange(sent, by: client)
        try? await client.shutdown()
        return try result.get()
    }

    /// The whole exchange within the bound; a stream that never ends is cut.
    private func exchange(
        _ request: HTTPClientRequest,
        by client: HTTPClient
    ) async -> Result<TrialAnswer, TrialFailure> {
        await withTaskGroup(of: Result<TrialAnswer, TrialFailure>.self) { tasks in
            tasks.addTask {
                do {
                    // The deadline is that of the task beside this one.
                    return .success(try await Self.answer(try await client.execute(request, deadline: .distantFuture)))
                } catch {
                    return .failure(TrialFailure("The gate gave no whole answer."))
                }
            }
            tasks.addTask { [bound] in
                try? await Task.sleep(for: bound)
                return .failure(TrialFailure("There was no whole answer within \(bound.components.seconds) seconds."))
            }
            let first = await tasks.next()
            tasks.cancelAll()
            return first ?? .failure(TrialFailure("There was no answer."))
        }
    }

    private static func answer(_ response: HTTPClientResponse) async throws -> TrialAnswer {
        var body: [UInt8] = []
        for try await part in response.body {
            body += part.readableBytesView.prefix(scrap + 1 - body.count)
            if body.count > scrap { break }
        }
        return TrialAnswer(
            status: Int(response.status.code),
            headers: response.headers.map { (name: $0.name, value: $0.value) },
            body: String(decoding: body.prefix(scrap), as: UTF8.self),
            isBodyCut: body.count > scrap,
            requestID: response.headers.first(name: "X-Request-Id")
        )
    }

    /// A listener on every address is reached on the loopback one.
    private static func reachable(_ address: ListenAddress) -> ListenAddress {
        switch address.host {
        case "0.0.0.0": ListenAddress(host: "127.0.0.1", port: address.port)
        case "::": ListenAddress(host: "::1", port: address.port)
        default: address
        }
    }
}
