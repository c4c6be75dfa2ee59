package import GatehouseControl
import GatehouseJOSE
package import GatehouseOAuth
package import GatehousePolicy
import Synchronization

/// The applications that the policy declares; those of the store can be changed, and are in force at once.
package final class PolicyApplications: ApplicationSource {
    private struct Cache {
        var generation: UInt64 = 0
        var drafts: [String: ApplicationDraft] = [:]
    }

    private let reloader: PolicyReloader
    private let store: any ApplicationStore
    private let context: PolicyContext
    private let cache = Mutex(Cache())

    /// Reads what the reloader has put in force, and writes to the store.
    package init(reloader: PolicyReloader, store: any ApplicationStore, context: PolicyContext) {
        self.reloader = reloader
        self.store = store
        self.context = context
    }

    package func standing() async -> PolicyStanding {
        await reloader.standing
    }

    package func draft(of key: String) async -> ApplicationDraft? {
        let standing = await reloader.standing
        guard let origin = standing.origins[key] else { return nil }
        let known = cache.withLock { $0.generation == standing.generation ? $0.drafts[key] : nil }
        if let known { return known }
        guard let root = try? YAMLDocument.parse(Array(origin.text.utf8), file: "") else { return nil }
        let draft = ApplicationDraft(document: root)
        cache.withLock { cache in
            if cache.generation != standing.generation { cache = Cache(generation: standing.generation) }
            cache.drafts[key] = draft
        }
        return draft
    }

    package func kept() async throws(StorageError) -> [KeptApplication] {
        let stored = try await store.applications()
        let origins = await reloader.standing.origins
        return stored.map { application in
            switch origins[application.key] {
            case .file?: KeptApplication(application, .setAside)
            case .store(_, let version)? where version.hasSameBytes(as: application.version):
                KeptApplication(application, .counts)
            case .store?, nil: KeptApplication(application, .pending)
            }
        }
    }

    package func review(_ draft: ApplicationDraft, replacing key: String?) async -> DraftReview {
        let (files, policy) = await reloader.inForce
        return DraftReviewer(files: files, policy: policy, context: context).review(draft, replacing: key)
    }

    package func create(
        _ draft: ApplicationDraft,
        actor: String,
        now: Int64
    ) async throws(StorageError) -> ApplicationChange {
        let audit = AuditEvent(at: now, actor: actor, kind: .applicationCreated(application: draft.key))
        return try await reloader.change { [context, store] files, policy in
            if Self.isDeclared(draft.key, files, policy) { return .answer(.exists) }
            let reviewer = DraftReviewer(files: files, policy: policy, context: context)
            let review = reviewer.review(draft, replacing: nil)
            guard review.problems.isEmpty else { return .answer(.refused(review.problems)) }
            let change = StoredChange(key: draft.key, text: review.text) { () async throws(StorageError) in
                let storing = try await store.createApplication(draft.key, text: review.text, at: now, audit: audit)
                return StoredChange.Outcome(storing)
            }
            return .change(change)
        }
    }

    package func replace(
        _ draft: ApplicationDraft,
        expecting version: String?,
        actor: String,
        now: Int64
    ) async throws(StorageError) -> ApplicationChange {
        let audit = AuditEvent(at: now, actor: actor, kind: .applicationUpdated(application: draft.key))
        return try await reloader.change { [context, store] files, policy in
            if let answer = Self.obstacle(to: draft.key, files, policy) { return .answer(answer) }
            let reviewer = DraftReviewer(files: files, policy: policy, context: context)
            let review = reviewer.review(draft, replacing: draft.key)
            let change = StoredChange(key: draft.key, text: review.text) { () async throws(StorageError) in
                let storing = try await store.replaceApplication(
                    draft.key,
                    text: review.text,
                    expecting: version,
                    at: now,
                    audit: audit
                )
                return StoredChange.Outcome(storing)
            }
            return review.problems.isEmpty ? .change(change) : .answer(.refused(review.problems))
        }
    }

    package func remove(
        _ key: String,
        expecting version: String?,
        actor: String,
        now: Int64
    ) async throws(StorageError) -> ApplicationChange {
        let audit = AuditEvent(at: now, actor: actor, kind: .applicationDeleted(application: key))
        return try await reloader.change { [store] files, policy in
            let application = policy.applications.first { $0.key.hasSameBytes(as: key) }
            guard files.stored.contains(where: { $0.key.hasSameBytes(as: key) }) else {
                return .answer(application.map { .declared(path: $0.file) } ?? .unknown)
            }
            // What a file has set aside can go while its clients stay: the file goes on declaring the application.
            let isDeclaredElsewhere = application.map { !StoredDocument.isName($0.file) } ?? false
            let change = StoredChange(key: key, text: nil) { () async throws(StorageError) in
                let removal = try await store.removeApplication(
                    key,
                    expecting: version,
                    isDeclaredElsewhere: isDeclaredElsewhere,
                    audit: audit
                )
                return StoredChange.Outcome(removal)
            }
            return .change(change)
        }
    }

    private static func isDeclared(_ key: String, _ files: PolicyFiles, _ policy: CompiledPolicy) -> Bool {
        policy.applications.contains { $0.key.hasSameBytes(as: key) }
            || files.stored.contains { $0.key.hasSameBytes(as: key) }
    }

    /// Why an application of the store cannot be replaced.
    private static func obstacle(
        to key: String,
        _ files: PolicyFiles,
        _ policy: CompiledPolicy
    ) -> ApplicationChange? {
        let application = policy.applications.first { $0.key.hasSameBytes(as: key) }
        guard let application else { return .unknown }
        return StoredDocument.isName(application.file) ? nil : .declared(path: application.file)
    }
}

extension StoredChange.Outcome {
    fileprivate init(_ storing: ApplicationStoring) {
        switch storing {
        case .stored(let application): self = .written(application)
        case .exists: self = .refused(.exists)
        case .outdated(let standing): self = .refused(.outdated(version: standing.version))
        case .unknown: self = .refused(.unknown)
        }
    }

    fileprivate init(_ removal: ApplicationRemoval) {
        switch removal {
        case .removed: self = .written(nil)
        case .outdated(let standing): self = .refused(.outdated(version: standing.version))
        case .inUse(let holders): self = .refused(.inUse(holders))
        case .unknown: self = .refused(.unknown)
        }
    }
}
