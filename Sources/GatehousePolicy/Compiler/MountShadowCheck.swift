/// Routes that never get a request because another application is mounted over them.
enum MountShadowCheck {
    static func run(_ policy: CompiledPolicy, _ diagnostics: inout DiagnosticList) {
        for (index, application) in policy.applications.enumerated() {
            let hosts = application.hosts.isEmpty ? ["any-host.invalid"] : application.hosts
            for route in application.routes {
                let path = literalPath(application.prefix, route.template)
                let owners = Set(hosts.map { host in owner(policy, host, path) })
                guard owners.count == 1, let found = owners.first, let owner = found, owner != index else { continue }
                let other = policy.applications[owner]
                diagnostics.warn(
                    "'\(route.label)' is never reached: the application '\(other.key)' is mounted at"
                        + " \(Quoted(other.prefix))",
                    at: route.location,
                    "remove it, or change one of the prefixes"
                )
            }
        }
    }

    private static func owner(_ policy: CompiledPolicy, _ host: String, _ path: [UInt8]) -> Int? {
        policy.application(authority: Array(host.utf8).span, path: path.span)
    }

    /// The prefix and the literal segments that every path of the route begins with.
    private static func literalPath(_ prefix: String, _ template: String) -> [UInt8] {
        let segments = template.utf8.split(separator: UInt8(ascii: "/"))
        let literals = segments.prefix { !$0.contains(UInt8(ascii: "{")) && !$0.contains(UInt8(ascii: "*")) }
        let path = Array(prefix.utf8) + literals.flatMap { [UInt8(ascii: "/")] + Array($0) }
        return path.isEmpty ? [UInt8(ascii: "/")] : path
    }
}
