package import GatehouseControl
import GatehouseProxy

extension MetricsPage: EndpointReading {
    /// The endpoints as the metrics of this instant have them.
    package func endpoints(of application: String) -> [EndpointState] {
        let samples = gate?.endpoints() ?? []
        return samples.filter { $0.application.utf8.elementsEqual(application.utf8) }
            .map { EndpointState(upstream: $0.upstream, isIn: $0.isHealthy, ejections: $0.ejections) }
    }
}
