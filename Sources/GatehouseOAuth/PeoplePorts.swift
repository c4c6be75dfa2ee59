package import GatehouseJOSE

/// What the server needs for people to sign in, beside what clients alone need.
package struct PeoplePorts: Sendable {
    /// Keeps people.
    package let users: any UserStore
    /// Keeps who is signed in.
    package let sessions: any SessionStore
    /// Keeps what was allowed, and what tokens came of it.
    package let grants: any GrantStore
    /// Keeps devices that wait for a person.
    package let devices: any DeviceStore
    /// Keeps authorization requests that were pushed.
    package let requests: any RequestStore
    /// Keeps logout tokens until they are delivered.
    package let logouts: any LogoutStore
    /// Makes and checks hashes of passwords.
    package let passwords: any PasswordHashing
    /// Asks other servers.
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
