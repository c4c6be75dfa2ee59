/// What an application's file says, checked and completed, apart from its routes.
struct ApplicationSettings: Sendable {
    var key = ""
    var name = ""
    var upstreams: [UpstreamAddress] = []
    var hosts: [String] = []
    var prefix = ""
    var stripPrefix = false
    var audience = ""
    var publicURL = ""
    var resourceMetadataURL = ""
    var scopes: [DeclaredScope] = []
    var personClaims: [String] = []
    var clients: [DeclaredClient] = []
    var grants: [DeclaredGrant] = []
    var issuers: [AcceptedIssuer] = []
    var acceptsOwnIssuer = true
    var forwardToken = false
    var caseSensitiveUpstream = false
    var streamPastExpiry = false
    var sharesIssuerOrigin = false
    var pathOptions = PathOptions.strict
    var crossOrigin: CrossOriginPolicy?
    var limits: [RateLimitDraft] = []
    var upstreamOptions = UpstreamOptions()
    var bounds = DeliveryBounds()
    var file = ""
}
