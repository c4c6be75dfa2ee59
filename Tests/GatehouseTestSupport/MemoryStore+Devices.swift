package import GatehouseOAuth

extension MemoryStore {
    /// A device's request with the instant of its last poll.
    struct HeldDevice {
        var device: DeviceAuthorization
        var polledAt: Int64?

        func isWaiting(_ userCode: String, at now: Int64) -> Bool {
            device.userCode == userCode && device.state == .pending && device.expiresAt > now
        }
    }
}

extension MemoryStore: DeviceStore {
    package func begin(_ device: DeviceAuthorization) async throws(StorageError) -> Bool {
        try transaction { state throws(StorageError) in
            try MemoryStore.check(digest: device.digest)
            guard state.clients[device.clientID] != nil else { throw .conflict }
            let now = device.createdAt
            guard !state.devices.values.contains(where: { $0.isWaiting(device.userCode, at: now) }) else {
                return false
            }
            state.devices = state.devices.filter {
                $0.value.device.userCode != device.userCode || $0.value.device.state != .pending
            }
            guard state.devices[device.digest] == nil else { throw .conflict }
            state.devices[device.digest] = HeldDevice(device: device)
            return true
        }
    }

    package func device(userCode: String, at now: Int64) async throws(StorageError) -> DeviceAuthorization? {
        try transaction { state throws(StorageError) in
            state.devices.values.first { $0.isWaiting(userCode, at: now) }?.device
        }
    }

    package func decide(
        _ userCode: String,
        grant: Grant?,
        consent: Consent?,
        at now: Int64,
        audit: [AuditEvent]
    ) async throws(StorageError) -> DeviceDecision {
        try transaction { state throws(StorageError) in
            guard let held = state.devices.values.first(where: { $0.isWaiting(userCode, at: now) }) else {
                return .late
            }
            if let grant {
                guard grant.clientID == held.device.clientID else { throw .conflict }
                try state.add(grant, consent)
            }
            state.devices[held.device.digest]?.device.state =
                grant.map { .approved(grantID: $0.id) } ?? .denied
            state.record(audit)
            return .decided
        }
    }

    package func poll(
        _ digest: [UInt8],
        of client: ClientID,
        at now: Int64
    ) async throws(StorageError) -> DevicePoll {
        try transaction { state throws(StorageError) in
            guard var held = state.devices[digest], held.device.clientID == client else { return .unknown }
            defer { state.devices[digest] = held }
            switch held.device.state {
            case .redeemed(let id):
                return state.families.grants[id].map { .replayed($0.grant) } ?? .unknown
            case .approved, .denied, .pending:
                guard held.device.expiresAt > now else { return .expired }
            }
            switch held.device.state {
            case .approved(let id):
                held.device.state = .redeemed(grantID: id)
                return state.families.grants[id].map { .approved(held.device, $0.grant) } ?? .unknown
            case .denied, .redeemed:
                return .denied
            case .pending:
                let isEarly = held.polledAt.map { now - $0 < held.device.interval } ?? false
                held.polledAt = now
                held.device.interval += isEarly ? 5 : 0
                return isEarly ? .slowDown : .pending
            }
        }
    }

    package func purgeDevices(before now: Int64) async throws(StorageError) {
        try transaction { state throws(StorageError) in
            state.devices = state.devices.filter { $0.value.device.expiresAt >= now }
        }
    }
}
