@testable import GatehouseControl

/// Pages of the dashboard that are about the same things.
enum SampleGroup: String, CaseIterable, Sendable {
    case frame
    case decisions
    case people
    case clients
    case applications
    case routes

    /// Every state of its pages, with texts of the test's choice in every free field.
    func samples(
        _ text: @escaping @Sendable (String) -> String = { $0 }
    ) async throws -> [PageSamples.Sample] {
        let samples = PageSamples(text: text)
        return switch self {
        case .frame: try samples.framePages
        case .decisions: try samples.decisionPages
        case .people: try samples.peoplePages
        case .clients: try await ClientSamples(text).all
        case .applications: try samples.applicationPages
        case .routes: try samples.routePages
        }
    }
}
