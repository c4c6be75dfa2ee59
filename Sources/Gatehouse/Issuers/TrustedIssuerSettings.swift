package import GatehouseJOSE
import GatehousePolicy

/// Describes another authorization server whose tokens applications may accept: one element of `trusted_issuers`.
package struct TrustedIssuerSettings: Sendable, Equatable {
    /// Says where the issuer is asked about tokens that only it can read (RFC 7662).
    package struct Introspection: Sendable, Equatable {
        /// - `introspection.endpoint` (URL).
        package var endpoint: String
        /// - `introspection.client_id`: as whom it is asked.
        package var clientID: String
        /// - `introspection.client_secret_file` (path).
        package var secretFile: String
        /// - `introspection.cache_seconds` (int, default 60): how long an answer holds, at most until the token's expiry.
        package var cacheSeconds: Int64 = 60
    }

    /// - `name`: what policies call it.
    package var name: String
    /// - `issuer` (URL): the claim `iss` of its tokens, byte for byte.
    package var issuer: String
    /// - `jwks_uri` (URL, default by discovery): where its keys are.
    package var keysURL: String?
    /// - `audience` (texts, default the application's): what `aud` must contain one of.
    package var audiences: [String] = []
    /// - `algorithms`, `token_type`, `claims`: how its tokens look.
    package var rules = ForeignTokenRules()
    /// - `introspection` (default none).
    package var introspection: Introspection?
    /// - `ca` (path, default the system's): who may vouch for its server, in PEM.
    package var authorities: String?
    /// - `keys_max_age_seconds` (int, default 3600): after so long its keys are fetched again.
    package var keysMaximumAge: Int64 = 3_600

    /// What the gate has to know of it.
    var foreign: TrustedIssuer.Foreign {
        TrustedIssuer.Foreign(name: name, rules: rules, introspectionSeconds: introspection?.cacheSeconds)
    }

    /// What policies have to know of it.
    var known: KnownIssuer {
        KnownIssuer(name: name, url: issuer, audiences: audiences, introspects: introspection != nil)
    }
}
