/// What counts in the header of a JWS that somebody else signed (RFC 7515 §4).
struct SignatureHeader {
    let algorithm: SigningAlgorithm
    let keyID: String?
    let type: String?

    /// The refusals for what can be wrong with a header.
    struct Refusals<Refusal: Error> {
        /// An extension is demanded.
        let criticalHeader: Refusal
        let unsupportedAlgorithm: Refusal
        /// Anything else.
        let malformed: Refusal
    }

    /// Reads a header.
    static func read<Refusal: Error>(
        _ object: JSONObject,
        otherwise refusals: Refusals<Refusal>
    ) throws(Refusal) -> SignatureHeader {
        SignatureHeader(
            algorithm: try algorithm(in: object, otherwise: refusals),
            keyID: try object.text(claim: "kid", otherwise: refusals.malformed),
            type: try object.text(claim: "typ", otherwise: refusals.malformed)
        )
    }

    /// The algorithm of a header that demands nothing more.
    static func algorithm<Refusal: Error>(
        in object: JSONObject,
        otherwise refusals: Refusals<Refusal>
    ) throws(Refusal) -> SigningAlgorithm {
        // RFC 7515 §4.1.11: no extension is understood here, so every `crit` is refused.
        guard object["crit"] == nil else { throw refusals.criticalHeader }
        // RFC 7797 §3: `b64` may only say what holds anyway.
        guard object["b64"].map({ $0 == true }) ?? true else { throw refusals.criticalHeader }
        guard let name = object["alg"]?.string, let algorithm = SigningAlgorithm(name: name) else {
            throw refusals.unsupportedAlgorithm
        }
        return algorithm
    }
}
