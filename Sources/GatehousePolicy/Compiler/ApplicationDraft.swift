/// An application as its file declares it, before it is compared with the others.
struct ApplicationDraft {
    var settings = ApplicationSettings()
    var location: SourceLocation
    var keyLocation: SourceLocation
    var prefixLocation: SourceLocation
    var audienceLocation: SourceLocation
    var hostLocations: [SourceLocation] = []
    var allowsSharedOrigin = false
    var routes: [RouteDraft] = []
    var examples: [PolicyExample] = []

    init(at location: SourceLocation) {
        self.location = location
        self.keyLocation = location
        self.prefixLocation = location
        self.audienceLocation = location
    }
}

/// A route as its line declares it.
struct RouteDraft {
    var methods: [String]
    var text: String
    var template: PathTemplate
    var access: RouteAccess
    var location: SourceLocation

    var label: String { "\(methods.joined(separator: ",")) \(text)" }
}

/// What the value of a route's line asks for.
struct RouteAccess: Equatable {
    var tokenNeed: TokenNeed
    var requirement: Requirement
    /// The route's own `cors`, in place of the application's.
    var crossOrigin: CrossOriginPolicy?
    /// The route's own, beside the application's.
    var limits: [RateLimitDraft] = []
    /// The route's own, in place of the application's.
    var bounds = DeliveryBounds()
}
