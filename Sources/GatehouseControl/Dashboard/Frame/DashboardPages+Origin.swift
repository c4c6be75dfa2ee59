import GatehouseJOSE
import HTTPTypes
import Hummingbird

extension DashboardPages {
    /// Whether a form comes from one of our own pages, as far as the browser says where it comes from.
    func isOwnForm(_ request: Request) -> Bool {
        if let origin = request.headers[.origin] {
            guard let own = ownOrigin(of: request), origin.hasSameBytes(as: own) else { return false }
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

    /// The origin under which this request was made; the admin listener speaks http alone.
    private func ownOrigin(of request: Request) -> String? {
        request.head.authority.map { "http://" + $0 }
    }
}
