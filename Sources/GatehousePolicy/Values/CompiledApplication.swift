/// An application of a compiled policy.
///
/// A class, so that reading one of its fields on the hot path never copies the others.
package final class CompiledApplication: Sendable {
    /// The short key: `tstapp`.
    package let key: String
    /// The name for people.
    package let name: String
    /// Where the application's own servers listen: at least one, all with the same base path.
    package let upstreams: [UpstreamAddress]
    /// How requests are dealt out to them.
    package let upstreamOptions: UpstreamOptions
    /// How long they are waited for, and how much is carried; a route may say something else.
    package let bounds: DeliveryBounds
    /// The named hosts; empty for any host.
    package let hosts: [String]
    /// Where the application is mounted; empty for `/`.
    package let prefix: String
    /// Whether the upstream sees paths without the prefix.
    package let stripPrefix: Bool
    /// What `aud` must contain.
    package let audience: String
    /// Scheme, first host and prefix.
    package let publicURL: String
    /// Where the RFC 9728 document of this application is served.
    package let resourceMetadataURL: String
    /// The declared scopes, in the file's order.
    package let scopes: [DeclaredScope]
    /// The attributes of people that the application's tokens carry.
    package let personClaims: [String]
    /// The clients that it declares, in the file's order.
    package let clients: [DeclaredClient]
    /// The scopes that it gives to clients of other applications, in the file's order.
    package let grants: [DeclaredGrant]
    /// The other authorization servers whose tokens it accepts.
    package let issuers: [AcceptedIssuer]
    /// Whether it accepts our own tokens.
    package let acceptsOwnIssuer: Bool
    /// Whether the upstream gets the access token.
    package let forwardToken: Bool
    /// Whether the upstream tells letters' case apart, which lifts the case rule.
    package let caseSensitiveUpstream: Bool
    /// Whether long streams outlive their token.
    package let streamPastExpiry: Bool
    /// Whether the application answers on the issuer's own host too.
    package let sharesIssuerOrigin: Bool
    /// Which pages of other origins may call it; a route may say something else.
    package let crossOrigin: CrossOriginPolicy?
    /// Whether the application or one of its routes has `cors`.
    package let hasCrossOrigin: Bool
    /// What its paths may contain.
    package let pathOptions: PathOptions
    /// The routes, in the file's order.
    package let routes: [CompiledRoute]
    /// The file that declares it.
    package let file: String

    let router: ApplicationRouter

    init(_ settings: ApplicationSettings, routes: [CompiledRoute], router: ApplicationRouter) {
        self.key = settings.key
        self.name = settings.name
        self.upstreams = settings.upstreams
        self.upstreamOptions = settings.upstreamOptions
        self.bounds = settings.bounds
        self.hosts = settings.hosts
        self.prefix = settings.prefix
        self.stripPrefix = settings.stripPrefix
        self.audience = settings.audience
        self.publicURL = settings.publicURL
        self.resourceMetadataURL = settings.resourceMetadataURL
        self.scopes = settings.scopes
        self.personClaims = settings.personClaims
        self.clients = settings.clients
        self.grants = settings.grants
        self.issuers = settings.issuers
        self.acceptsOwnIssuer = settings.acceptsOwnIssuer
        self.forwardToken = settings.forwardToken
        self.caseSensitiveUpstream = settings.caseSensitiveUpstream
        self.streamPastExpiry = settings.streamPastExpiry
        self.sharesIssuerOrigin = settings.sharesIssuerOrigin
        self.crossOrigin = settings.crossOrigin
        self.hasCrossOrigin = settings.crossOrigin != nil || routes.contains { $0.crossOrigin != nil }
        self.pathOptions = settings.pathOptions
        self.file = settings.file
        self.routes = routes
        self.router = router
    }

    /// Chooses the route for a method and the whole canonical path, prefix included.
    ///
    /// The host and the prefix were matched when the application was chosen. Nothing is allocated unless the method is
    /// refused.
    package func route(method: Span<UInt8>, path: Span<UInt8>) -> RouteChoice {
        router.choose(method: method, path: path)
    }
}
