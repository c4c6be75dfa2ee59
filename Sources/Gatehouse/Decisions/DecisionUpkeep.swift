import ServiceLifecycle

/// Has decisions written twice a second, so that a request can be asked about as soon as it has ended.
///
/// It stops before the dashboard does, and ends the streams that would hold the dashboard up.
struct DecisionUpkeep: Service {
    private static let interval = Duration.milliseconds(500)

    let recorder: DecisionRecorder
    let registry: PrometheusRegistry

    func run() async throws {
        await withGracefulShutdownHandler {
            await cancelWhenGracefulShutdown {
                var issuance = IssuanceSampler(registry)
                while !Task.isCancelled {
                    try? await Task.sleep(for: Self.interval)
                    await recorder.flush(issued: issuance.sample())
                }
            }
        } onGracefulShutdown: {
            recorder.endStreams()
        }
    }
}
