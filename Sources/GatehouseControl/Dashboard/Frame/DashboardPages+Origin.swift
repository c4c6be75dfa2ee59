import GatehouseJOSE
import HTTPTypes
import Hummingbird

extension DashboardPages {
    /// Whether a form comes from one of our own pages, as far as the browser says where it comes from.
    func isOwnForm(_ request: Request) -> Bool {
        if let origin = request.headers[.origin] {
            guard let authority = request.head.authority,
                origin.hasSameBytes(as: services.origins.requested(by: authority))
            else { return false }
        }
        switch request.headers[.fetchSite] {
        case nil, "same-origin"?: return true
        default: return false
        }
    }

    /// Whether our own script asks: every browser that runs it says so.
    func isOwnScript(_ request: Request) -> Bool {
        guard request.headers[.fetchSite] == "same-origin", request.headers[.fetchPurpose] == nil else { return false }
        return request.headers[.fetchDestination] == "empty"
    }
}
