import GatehouseJOSE

extension AuthorizationServer {
    /// How often a user code may turn out to be taken: with 34 bits once is rare.
    private static let tries = 5

    /// RFC 8628 §3.1: the device authorization endpoint.
    package func deviceAuthorization(
        _ request: EndpointRequest
    ) async throws(OAuthError) -> DeviceAuthorizationResponse {
        let client = try await authenticate(request).client
        guard client.grants.contains(.deviceCode) else {
            throw OAuthError(.unauthorizedClient, "The client may not use this grant type.")
        }
        let catalog = catalog.catalog()
        let scope = try RequestedAccess.scope(request.parameters, client: client, catalog: catalog)
        let resources = try RequestedAccess.resources(request.parameters, catalog: catalog)
        if client.isPublic {
            try StrangerLimits.admit(request.address, to: recognition.limits.devices, now: request.now)
        }
        for _ in 0..<Self.tries {
            let code = Base64URL.encode(entropy.bytes(32))
            let userCode = UserCode(entropy: entropy)
            let device = DeviceAuthorization(
                digest: SecretDigest.of(code),
                userCode: userCode.value,
                clientID: client.id,
                scope: scope,
                resources: resources,
                address: request.address,
                createdAt: request.now,
                expiresAt: request.now + PeopleConfiguration.deviceSeconds
            )
            let isStored = try await answering { () async throws(StorageError) in
                try await people.devices.begin(device)
            }
            if isStored { return answer(device, code: code, userCode: userCode) }
        }
        throw OAuthError(.temporarilyUnavailable, "The server has no user code to give at the moment.")
    }

    private func answer(
        _ device: DeviceAuthorization,
        code: String,
        userCode: UserCode
    ) -> DeviceAuthorizationResponse {
        DeviceAuthorizationResponse(
            deviceCode: Secret(code),
            userCode: userCode,
            verificationURI: configuration.issuer + "/device",
            expiresIn: device.expiresAt - device.createdAt,
            interval: device.interval
        )
    }
}
