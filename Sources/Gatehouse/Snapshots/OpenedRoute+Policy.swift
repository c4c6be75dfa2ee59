import GatehouseOAuth
import GatehousePolicy

extension CompiledPolicy {
    /// The routes that a scope opens, alone or with others, in the order of the files.
    func routes(opened scope: String) -> [OpenedRoute] {
        let name = Array(scope.utf8)
        return applications.flatMap { application in
            application.routes
                .filter { route in
                    (route.requirement.allScopes + route.requirement.anyScope).contains { name == Array($0.utf8) }
                }
                .map { OpenedRoute(methods: $0.methods.joined(separator: " "), path: application.prefix + $0.template) }
        }
    }
}
