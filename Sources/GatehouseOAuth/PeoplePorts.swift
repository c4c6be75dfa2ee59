package import GatehouseJOSE

/// What the server needs for people to sign in, beside what clients alone need.
package struct PeoplePorts: Sendable {
    package let users: any UserStore
    package let sessions: any SessionStore
    package let grants: any GrantStore
    package let devices: any DeviceStore
    package let requests: any RequestStore
    package let logouts: any LogoutStore
    package let passwords: any PasswordHashing
    package let outbound: any OutboundRequests
    /// All secrets of the server that are not signing keys are derived from it.
    package let root: SealingKey

    package init(
        users: any UserStore,
        sessions: any SessionStore,
        grants: any GrantStore,
        devices: any DeviceStore,
        requests: any RequestStore,
        logouts: any LogoutStore,
        passwords: any PasswordHashing,
        outbound: any OutboundRequests,
        root: SealingKey
    ) {
        self.users = users
        self.sessions = sessions
        self.grants = grants
        self.devices = devices
        self.requests = requests
        self.logouts = logouts
        self.passwords = passwords
        self.outbound = outbound
        self.root = root
    }

    /// One store that is all of them.
    package init(
        store: any UserStore & SessionStore & GrantStore & DeviceStore & RequestStore & LogoutStore,
        passwords: any PasswordHashing,
        outbound: any OutboundRequests,
        root: SealingKey
    ) {
        self.init(
            users: store,
            sessions: store,
            grants: store,
            devices: store,
            requests: store,
            logouts: store,
            passwords: passwords,
            outbound: outbound,
            root: root
        )
    }
}
