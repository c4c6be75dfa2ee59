import GatehouseOAuth
import Logging
import ServiceLifecycle

/// Sends, once a second, the logout tokens that are due (Back-Channel Logout §2.5).
struct LogoutDispatch: Service {
    private static let pause = Duration.seconds(1)

    let server: AuthorizationServer
    let clock: @Sendable () -> Int64
    let logger: Logger

    /// Works until the service group stops; what is not delivered by then is after the next start.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            var isWorking = true
            while !Task.isCancelled {
                try? await Task.sleep(for: Self.pause)
                if !Task.isCancelled { isWorking = await deliver(wasWorking: isWorking) }
            }
        }
    }

    /// Does the work once; false if the store did not work, which is logged when it begins.
    func deliver(wasWorking: Bool = true) async -> Bool {
        do throws(OAuthError) {
            while try await server.deliverLogouts(now: clock()), !Task.isCancelled {}
            return true
        } catch {
            if wasWorking {
                logger.warning(
                    "logout notices postponed",
                    metadata: ["error": "\(error.detail ?? error.description)"]
                )
            }
            return false
        }
    }
}
