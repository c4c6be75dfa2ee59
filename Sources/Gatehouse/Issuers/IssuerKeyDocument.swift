import GatehouseJOSE

/// Reads the JWK Set of another issuer.
enum IssuerKeyDocument {
    /// Why a set is not taken; the one before stays.
    struct Refusal: Error, Equatable {
        let message: String
    }

    /// The longest set that is read, in bytes.
    static let maximumBytes = 262_144

    /// The keys for these algorithms; what is not for signatures, too short or not understood is left out.
    static func keys(in bytes: [UInt8], for algorithms: [SigningAlgorithm]) throws(Refusal) -> VerificationKeySet {
        guard bytes.count <= maximumBytes else { throw Refusal(message: "the JWK Set is too long") }
        let all: VerificationKeySet
        do throws(JSONRefusal) {
            all = try VerificationKeySet(parsing: bytes)
        } catch {
            throw Refusal(message: "the JWK Set is not a JSON object with a list of keys")
        }
        let keys = all.keys.filter { algorithms.contains($0.algorithm) }
        // An issuer without keys vouches for nothing, and is hardly meant to.
        guard !keys.isEmpty else { throw Refusal(message: "the JWK Set has no key that can be used") }
        return VerificationKeySet(keys)
    }
}
