import Hummingbird
import Logging

/// Carries what Hummingbird keeps for a request, and nothing of ours.
struct ControlContext: RequestContext {
    var coreContext: CoreRequestContextStorage

    init(source: ApplicationRequestContextSource) {
        self.coreContext = CoreRequestContextStorage(source: source)
    }
}
