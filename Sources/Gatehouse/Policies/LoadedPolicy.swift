import GatehouseControl
import GatehouseOAuth
import GatehousePolicy

/// A policy with all that it was compiled from.
package struct LoadedPolicy: Sendable {
    let policy: CompiledPolicy
    let files: PolicyFiles
    /// The applications of the store with their versions, also those that a file sets aside.
    let stored: [StoredApplication]
    let warnings: [PolicyDiagnostic]
}

extension ApplicationOrigin {
    /// Where the truth about each application of a policy is, by its key.
    static func all(
        of policy: CompiledPolicy,
        files: PolicyFiles?,
        stored: [StoredApplication]
    ) -> [String: ApplicationOrigin] {
        var origins: [String: ApplicationOrigin] = [:]
        for application in policy.applications {
            if StoredDocument.isName(application.file) {
                guard let document = stored.first(where: { $0.key == application.key }) else { continue }
                origins[application.key] = .store(text: document.text, version: document.version)
            } else if let file = files?.files.first(where: { $0.name == application.file }) {
                let text = String(decoding: file.bytes, as: UTF8.self)
                origins[application.key] = .file(path: file.name, text: text)
            }
        }
        return origins
    }
}
