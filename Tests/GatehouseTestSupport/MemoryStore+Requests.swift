package import GatehouseOAuth

extension MemoryStore {
    /// Requests that were sent ahead, and what was used already.
    struct Requests {
        struct Use: Hashable {
            let kind: SingleUse
            let digest: [UInt8]
        }

        var pushed: [[UInt8]: PushedRequest] = [:]
        var uses: [Use: Int64] = [:]
    }
}

extension MemoryStore: RequestStore {
    package func push(_ request: PushedRequest) async throws(StorageError) {
        try transaction { state throws(StorageError) in
            try MemoryStore.check(digest: request.digest)
            guard state.clients[request.clientID] != nil, state.requests.pushed[request.digest] == nil else {
                throw .conflict
            }
            state.requests.pushed[request.digest] = request
        }
    }

    package func pushedRequest(
        _ digest: [UInt8],
        of client: ClientID,
        at now: Int64
    ) async throws(StorageError) -> PushedRequest? {
        try transaction { state throws(StorageError) in
            guard let request = state.requests.pushed[digest], request.clientID == client else { return nil }
            return request.expiresAt > now ? request : nil
        }
    }

    package func useOnce(
        _ kind: SingleUse,
        _ digest: [UInt8],
        until expiresAt: Int64,
        at now: Int64
    ) async throws(StorageError) -> Bool {
        try transaction { state throws(StorageError) in
            try MemoryStore.check(digest: digest)
            let use = Requests.Use(kind: kind, digest: digest)
            guard state.requests.uses[use].map({ $0 < now }) ?? true else { return false }
            state.requests.uses[use] = expiresAt
            return true
        }
    }

    package func purgeRequests(before now: Int64) async throws(StorageError) {
        try transaction { state throws(StorageError) in
            state.requests.pushed = state.requests.pushed.filter { $0.value.expiresAt >= now }
            state.requests.uses = state.requests.uses.filter { $0.value >= now }
        }
    }
}
