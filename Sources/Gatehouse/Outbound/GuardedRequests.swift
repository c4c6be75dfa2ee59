import AsyncHTTPClient
import GatehouseOAuth
import NIOCore
import NIOHTTP1
import NIOPosix

/// Asks other servers, but none that only this machine or its network can reach.
///
/// The addresses are looked up once, all of them have to be public, and the connection goes to one of those that were
/// looked at: a name that answers differently a moment later changes nothing.
struct GuardedRequests: OutboundRequests {
    /// What is read of an answer that nobody needs.
    private static let scrap = 4_096

    /// Looks hosts up; of its own, because a resolver that does not answer keeps its thread for half a minute.
    private static let resolvers: NIOThreadPool = {
        let threads = NIOThreadPool(numberOfThreads: 4)
        threads.start()
        return threads
    }()

    private let allowsAnyAddress: Bool
    private let bound: Duration
    private let resolve: @Sendable (String) -> [HostResolution.Address]

    /// `allowsAnyAddress` lets http and private addresses pass, as for development; a request with its answer takes
    /// at most `bound`, beside what the resolver takes.
    init(
        allowsAnyAddress: Bool,
        bound: Duration = .seconds(10),
        resolve: @escaping @Sendable (String) -> [HostResolution.Address] = HostResolution.addresses
    ) {
        self.allowsAnyAddress = allowsAnyAddress
        self.bound = bound
        self.resolve = resolve
    }

    func get(
        _ url: String,
        accepting mediaType: String,
        limit: Int
    ) async throws(OutboundFailure) -> OutboundAnswer {
        var request = HTTPClientRequest(url: url)
        request.headers.add(name: "Accept", value: mediaType)
        return try await perform(request, limit: limit, isWhole: true)
    }

    func post(
        form: [(name: String, value: String)],
        to url: String
    ) async throws(OutboundFailure) -> OutboundAnswer {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        request.body = .bytes(ByteBuffer(string: FormText.encode(form)))
        return try await perform(request, limit: Self.scrap, isWhole: false)
    }

    private func perform(
        _ request: HTTPClientRequest,
        limit: Int,
        isWhole: Bool
    ) async throws(OutboundFailure) -> OutboundAnswer {
        let target = try OutboundTarget(request.url, allowsAnyAddress: allowsAnyAddress)
        let address = try await address(of: target)
        var request = request
        request.headers.add(name: "User-Agent", value: "gatehouse")
        let client = HTTPClient(
            eventLoopGroupProvider: .shared(.singletonMultiThreadedEventLoopGroup),
            configuration: configuration(for: target, at: address)
        )
        let result = await exchange(request, by: client, limit: limit, isWhole: isWhole)
        try? await client.shutdown()
        return try result.get()
    }

    private func configuration(for target: OutboundTarget, at address: String) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout = .init(connect: .seconds(5), read: .seconds(10))
        // The name stays that of the certificate. An address needs no look-up, so that there is nothing to put right.
        if !target.isAddress { configuration.dnsOverride = [target.host: address] }
        configuration.httpVersion = .http1Only
        return configuration
    }

    /// The whole exchange within the bound: a peer that sends a byte now and then gains nothing by it.
    private func exchange(
        _ request: HTTPClientRequest,
        by client: HTTPClient,
        limit: Int,
        isWhole: Bool
    ) async -> Result<OutboundAnswer, OutboundFailure> {
        await withTaskGroup(of: Result<OutboundAnswer, OutboundFailure>.self) { tasks in
            tasks.addTask {
                do {
                    // The deadline is that of the task beside this one.
                    let response = try await client.execute(request, deadline: .distantFuture)
                    return .success(try await Self.answer(response, limit: limit, isWhole: isWhole))
                } catch let failure as OutboundFailure {
                    return .failure(failure)
                } catch {
                    return .failure(.unreachable(OutboundFailureText.cause(error)))
                }
            }
            tasks.addTask { [bound] in
                try? await Task.sleep(for: bound)
                return .failure(.unreachable("there was no whole answer within \(bound)"))
            }
            let first = await tasks.next()
            tasks.cancelAll()
            return first ?? .failure(.unreachable("there was no answer"))
        }
    }

    private static func answer(
        _ response: HTTPClientResponse,
        limit: Int,
        isWhole: Bool
    ) async throws -> OutboundAnswer {
        var body: [UInt8] = []
        for try await part in response.body {
            body += part.readableBytesView.prefix(limit + 1 - body.count)
            guard body.count > limit else { continue }
            if isWhole { throw OutboundFailure.tooLarge }
            break
        }
        return OutboundAnswer(
            status: Int(response.status.code),
            contentType: response.headers.first(name: "Content-Type"),
            body: Array(body.prefix(limit))
        )
    }

    private func address(of target: OutboundTarget) async throws(OutboundFailure) -> String {
        let resolve = resolve
        let host = target.host
        let found = try? await Self.resolvers.runIfActive { resolve(host) }
        guard let found, let first = found.first else { throw .unreachable("the host has no address") }
        guard allowsAnyAddress || found.allSatisfy({ PublicAddress.contains($0.bytes) }) else {
            throw .forbidden("the host has an address that is not public")
        }
        return first.text
    }
}
