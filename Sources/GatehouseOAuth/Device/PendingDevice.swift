import GatehouseJOSE

/// A device's request that waits, with its client and the person who looks at it.
struct PendingDevice: Sendable {
    let device: DeviceAuthorization
    let client: Client
    let person: Interaction.Person

    /// What the page shows of it.
    func prompt(flow: String, catalog: any CatalogSource) -> DevicePrompt {
        let scopes = PromptScopes(person: person, catalog: catalog)
        return DevicePrompt(
            flow: flow,
            userCode: UserCode(typed: device.userCode)?.shown ?? device.userCode,
            address: device.address,
            createdAt: device.createdAt,
            client: PromptClient(device: client),
            person: PromptPerson(person.signedIn.user),
            ownScopes: scopes.own,
            applications: scopes.applications,
            resources: device.resources
        )
    }

    /// The grant for what was decided; it lives as long as the device may ask for its first tokens.
    func grant(_ decision: ConsentDecision, now: Int64, entropy: some EntropySource) -> Grant {
        Grant(
            id: Base64URL.encode(entropy.bytes(16)),
            clientID: client.id,
            userID: person.signedIn.user.id,
            scope: decision.granted,
            resources: device.resources,
            sessionID: person.signedIn.session.id,
            authenticatedAt: person.signedIn.session.authenticatedAt,
            context: person.signedIn.session.context,
            createdAt: now,
            expiresAt: max(device.expiresAt, now + PeopleConfiguration.codeSeconds)
        )
    }

    /// What the audit log remembers of a decision.
    func events(_ kinds: [AccountEvent], grant: Grant?, browser: BrowserContext) -> [AuditEvent] {
        let user = person.signedIn.user.id
        let facts = AccountFacts(
            user: user,
            client: client.id,
            session: person.signedIn.session.id,
            grant: grant?.id,
            scope: grant?.scope ?? person.scope,
            address: browser.address,
            reason: "device"
        )
        return kinds.map { AuditEvent(at: browser.now, actor: user.value, kind: .account($0, facts)) }
    }
}

extension PromptClient {
    /// A client as a device asks for it: nothing is sent to an address of it.
    init(device client: Client) {
        self.init(
            id: client.id,
            name: client.name,
            homeURI: client.profile.clientURI,
            policyURI: client.policyURI,
            termsOfServiceURI: client.termsOfServiceURI,
            hasLogo: client.profile.hasLogo == true,
            redirectHost: nil,
            doubt: client.profile.source == .dynamic ? .registeredItself : nil
        )
    }
}
