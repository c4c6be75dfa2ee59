package import GatehouseProxy

/// Says how the public listener speaks TLS.
package struct TLSSettings: Sendable, Equatable {
    /// Names the files of one certificate.
    package struct Files: Sendable, Equatable {
        /// The certificate and those that lead to its authority, in PEM.
        package let certificate: String
        /// Its private key in PEM.
        package let key: String

        /// Names both files.
        package init(certificate: String, key: String) {
            self.certificate = certificate
            self.key = key
        }
    }

    /// - `tls.certificates` (list, default none): with one or more the public listener speaks TLS; the first is for
    ///   clients that name no host, or one that no certificate is for.
    package var certificates: [Files] = []
    /// - `tls.client_ca` (path, default none): who may vouch for clients, in PEM.
    package var clientAuthority: String?
    /// - `tls.client_certificates` (`off`, `request`, `require`; default `request` with `client_ca`, else `off`).
    package var clientCertificates = TLSOptions.ClientCertificates.off
    /// - `tls.minimum_version` (`1.2` or `1.3`, default `1.2`): the oldest version that is spoken.
    package var minimumVersion = TLSOptions.MinimumVersion.tls12
    /// - `tls.redirect_listen` (address, default none): where plain HTTP is sent to the public listener.
    package var redirectListen: ListenAddress?
    /// - `tls.hsts_seconds` (int, default none): how long browsers shall come over TLS alone.
    package var strictTransportSeconds: Int64?

    /// No certificate yet.
    package init() {}
}
