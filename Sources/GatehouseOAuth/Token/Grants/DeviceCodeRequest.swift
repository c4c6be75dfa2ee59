/// RFC 8628 §3.4: a device asks whether somebody has decided.
package struct DeviceCodeRequest: Sendable, Equatable {
    /// What the device got when it began.
    package let deviceCode: Secret<String>
    /// RFC 8707 §2.2: the resources that this token is meant for; none is no restriction.
    package let resources: [String]

    package init(_ parameters: Parameters) throws(OAuthError) {
        deviceCode = Secret(try parameters.required("device_code"))
        resources = parameters.values("resource")
    }

    /// The digest under which the code is stored.
    var digest: [UInt8] { deviceCode.withExposedValue { SecretDigest.of($0) } }
}
