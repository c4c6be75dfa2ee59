package import GatehouseJOSE

/// What a device is told to show and to do (RFC 8628 §3.2).
package struct DeviceAuthorizationResponse: Sendable {
    /// What the device asks for its tokens with: 256 random bits.
    package let deviceCode: Secret<String>
    /// What the device shows.
    package let userCode: UserCode
    /// The page where it is typed.
    package let verificationURI: String
    /// In seconds.
    package let expiresIn: Int64
    /// Seconds between two polls.
    package let interval: Int64

    /// The answer to the device.
    package func json() -> JSONObject {
        [
            "device_code": .string(deviceCode.withExposedValue { $0 }),
            "user_code": .string(userCode.shown),
            "verification_uri": .string(verificationURI),
            "verification_uri_complete": .string(verificationURI + "?user_code=" + userCode.shown),
            "expires_in": .integer(expiresIn),
            "interval": .integer(interval),
        ]
    }
}
