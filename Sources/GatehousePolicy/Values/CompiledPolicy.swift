/// Everything that the gate has to know to decide, immutable.
package struct CompiledPolicy: Sendable {
    /// The applications, ordered by key.
    package let applications: [CompiledApplication]
    /// How many routes all applications have together; route identifiers are below it.
    package let routeCount: Int
    /// The claims that any route asks for or counts by, each once, in order.
    package let claimNames: [String]
    /// The policy's own tests, in the files' order.
    package let examples: [PolicyExample]

    /// The issuer that the policy was compiled for; nil for the empty policy.
    package let context: PolicyContext?

    let mounts: MountTable

    /// A policy without applications: nothing is found.
    package static let empty = CompiledPolicy(applications: [], examples: [], context: nil, mounts: .empty)

    init(
        applications: [CompiledApplication],
        examples: [PolicyExample],
        context: PolicyContext?,
        mounts: MountTable
    ) {
        self.applications = applications
        self.routeCount = applications.reduce(0) { $0 + $1.routes.count }
        self.claimNames = Set(applications.flatMap { $0.routes.flatMap(\.claimNames) }).sorted()
        self.examples = examples
        self.context = context
        self.mounts = mounts
    }

    /// Chooses the application for a lowercased authority, which may have a port, and a canonical path.
    ///
    /// A named host comes before any host, then the longest prefix on segment boundaries. Nothing is allocated.
    package func application(authority: Span<UInt8>, path: Span<UInt8>) -> Int? {
        mounts.choose(authority: authority, path: path)
    }
}
