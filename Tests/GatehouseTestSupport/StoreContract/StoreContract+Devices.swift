import GatehouseOAuth
import Testing

extension StoreContract.Subject {
    fileprivate func beginDevice(_ device: DeviceAuthorization = .fixture()) async throws {
        _ = try await store.create(.fixture(), audit: .fixture("client"))
        _ = try await store.create(.fixture("alice"), audit: .fixture("user"))
        #expect(try await store.begin(device))
    }

    fileprivate func decide(_ grant: Grant?, at now: Int64 = 1_100) async throws -> DeviceDecision {
        try await store.decide(
            "WDJBMJHT",
            grant: grant,
            consent: grant == nil ? nil : .fixture(),
            at: now,
            audit: [.fixture("decided")]
        )
    }

    fileprivate func poll(at now: Int64, client: ClientID = .fixture()) async throws -> DevicePoll {
        try await store.poll(SecretDigest.of("device"), of: client, at: now)
    }
}

extension StoreContract {
    static let devices = [
        StoreContract("a device's request is found by its user code while it waits") { subject async throws in
            let device = DeviceAuthorization.fixture(
                scope: ["openid", "tstapp_a"],
                resources: ["https://a.example"],
                address: "192.0.2.1"
            )
            try await subject.beginDevice(device)
            #expect(try await subject.store.device(userCode: "WDJBMJHT", at: 1_599) == device)
            #expect(try await subject.store.device(userCode: "WDJBMJHT", at: 1_600) == nil)
            #expect(try await subject.store.device(userCode: "XXXXXXXX", at: 1_000) == nil)
            #expect(try await subject.decide(nil) == .decided)
            #expect(try await subject.store.device(userCode: "WDJBMJHT", at: 1_100) == nil)
        },
        StoreContract("a user code is that of one waiting request") { subject async throws in
            try await subject.beginDevice()
            #expect(try await subject.store.begin(.fixture("second", createdAt: 1_100)) == false)
            #expect(try await subject.store.begin(.fixture("third", userCode: "BCDFGHJK")))
            // The first has expired meanwhile.
            let fourth = DeviceAuthorization.fixture("fourth", createdAt: 1_600, expiresAt: 2_200)
            #expect(try await subject.store.begin(fourth))
            #expect(try await subject.store.device(userCode: "WDJBMJHT", at: 1_700) == fourth)
        },
        StoreContract("a device that asks too early is slowed down") { subject async throws in
            try await subject.beginDevice()
            #expect(try await subject.poll(at: 1_000) == .pending)
            #expect(try await subject.poll(at: 1_004) == .slowDown)
            #expect(try await subject.poll(at: 1_013) == .slowDown)
            #expect(try await subject.poll(at: 1_028) == .pending)
            #expect(try await subject.poll(at: 1_029, client: .fixture("other")) == .unknown)
            #expect(try await subject.poll(at: 1_600) == .expired)
        },
        StoreContract("an allowed device gets its grant once") { subject async throws in
            try await subject.beginDevice()
            #expect(try await subject.decide(.fixture()) == .decided)
            #expect(try await subject.store.consent(of: .fixture(1), for: .fixture()) == .fixture())
            var device = DeviceAuthorization.fixture()
            device.state = .redeemed(grantID: "grant")
            #expect(try await subject.poll(at: 1_100, client: .fixture("other")) == .unknown)
            let polls = try await fiftyAtOnce { _ in try await subject.poll(at: 1_100) }
            #expect(polls.count { $0 == .approved(device, .fixture()) } == 1)
            #expect(polls.count { $0 == .replayed(.fixture()) } == 49)
            #expect(try await subject.store.marks() == ["client", "user", "decided"])
        },
        StoreContract("a denied device stays denied") { subject async throws in
            try await subject.beginDevice()
            #expect(try await subject.decide(nil) == .decided)
            #expect(try await subject.poll(at: 1_100) == .denied)
            #expect(try await subject.decide(.fixture(), at: 1_101) == .late)
            #expect(try await subject.poll(at: 1_101) == .denied)
        },
        StoreContract("of fifty concurrent decisions exactly one counts") { subject async throws in
            try await subject.beginDevice()
            let decisions = try await fiftyAtOnce { number in
                try await subject.decide(number % 2 == 0 ? .fixture(id: "g\(number)") : nil)
            }
            #expect(decisions.count { $0 == .decided } == 1)
            #expect(decisions.count { $0 == .late } == 49)
            var grants = 0
            for number in 0..<50 {
                grants += try await subject.store.grant("g\(number)") == nil ? 0 : 1
            }
            switch try await subject.poll(at: 1_200) {
            case .approved: #expect(grants == 1)
            case .denied: #expect(grants == 0)
            case let poll: Issue.record("answered \(poll)")
            }
            #expect(try await subject.store.marks() == ["client", "user", "decided"])
        },
        StoreContract("a decision that is late or about another client changes nothing") { subject async throws in
            try await subject.beginDevice()
            _ = try await subject.store.create(.fixture(id: "other"), audit: .fixture("other"))
            await #expect(throws: StorageError.conflict) {
                _ = try await subject.store.decide(
                    "WDJBMJHT",
                    grant: .fixture(clientID: .fixture("other")),
                    consent: nil,
                    at: 1_100,
                    audit: []
                )
            }
            #expect(try await subject.decide(.fixture(), at: 1_600) == .late)
            #expect(try await subject.store.grant("grant") == nil)
            #expect(try await subject.poll(at: 1_500) == .pending)
        },
        StoreContract("expired requests of devices are purged") { subject async throws in
            try await subject.beginDevice()
            try await subject.store.purgeDevices(before: 1_600)
            #expect(try await subject.poll(at: 1_600) == .expired)
            try await subject.store.purgeDevices(before: 1_601)
            #expect(try await subject.poll(at: 1_600) == .unknown)
        },
    ]
}
