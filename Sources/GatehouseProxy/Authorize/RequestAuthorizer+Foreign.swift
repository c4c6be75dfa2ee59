import GatehouseJOSE
import GatehousePolicy
import NIOCore

/// Tokens of other authorization servers.
extension RequestAuthorizer {
    /// When a client may ask again whose issuer cannot be reached, in seconds.
    static let issuerRetrySeconds: Int64 = 5

    /// Whether an application accepts tokens of an issuer.
    func accepts(_ issuer: TrustedIssuer, _ application: CompiledApplication) -> Bool {
        guard let foreign = issuer.foreign else { return application.acceptsOwnIssuer }
        return application.acceptedIssuer(named: foreign.name) != nil
    }

    /// A token as this application sees it: with its own scopes, and only if it accepts the issuer.
    func view(of entry: AuthorizedToken, _ application: Int) throws(TokenRejection) -> AuthorizedToken {
        let compiled = snapshot.proxy.policy.applications[application]
        guard let name = entry.facts.token.foreignIssuer else {
            guard compiled.acceptsOwnIssuer else { throw .unknownIssuer }
            return entry
        }
        guard let accepted = compiled.acceptedIssuer(named: name) else { throw .unknownIssuer }
        if let view = entry.view(for: application) { return view }
        let scopes = compiled.scopes(of: entry.facts.token.scopes, from: accepted)
        return entry.makeView(for: application, scopes: scopes, claims: snapshot.proxy.policy.claimNames)
    }

    /// What a refused token comes to: refused for good, or worth a question to its issuer.
    func refusal(
        _ rejection: TokenRejection,
        of token: ByteRange,
        _ application: Int,
        in buffer: ByteBuffer
    ) -> TokenOutcome {
        switch rejection {
        case .unavailableKeys:
            return .refused(.issuerUnavailable(retryAfter: Self.issuerRetrySeconds))
        case .unknownKey:
            return loop.verifier.questionedIssuer.map(unknownKey) ?? .refused(.invalidToken(rejection))
        case .malformed:
            return opaque(token, application, in: buffer) ?? .refused(.invalidToken(rejection))
        default:
            return .refused(.invalidToken(rejection))
        }
    }

    /// A key that is not known may have been added a moment ago.
    private func unknownKey(_ issuer: TrustedIssuer) -> TokenOutcome {
        // Where the keys are old because nobody can fetch them, nobody can say that there is no such key.
        let refusal: Refusal =
            issuer.areKeysFresh
            ? .invalidToken(.unknownKey) : .issuerUnavailable(retryAfter: Self.issuerRetrySeconds)
        guard !isResumed, let source = loop.configuration.introspection, let name = issuer.foreign?.name else {
            return .refused(refusal)
        }
        guard case .flight(let flight) = source.refetchKeys(of: name) else { return .refused(refusal) }
        return waiting(for: .keys(issuer: name, flight: flight))
    }

    /// What the issuer has said about a token that is no JWT; nil where nobody is asked.
    private func opaque(_ token: ByteRange, _ application: Int, in buffer: ByteBuffer) -> TokenOutcome? {
        let compiled = snapshot.proxy.policy.applications[application]
        guard
            let accepted = compiled.introspectingIssuer, loop.configuration.introspection != nil,
            token.count <= IntrospectionCache.maximumTokenBytes,
            // A token in three parts names its issuer itself; ours are shown to nobody.
            CompactSignature(buffer.readableBytesUInt8Span.extracting(token.range)) == nil
        else { return nil }
        let bytes = buffer.bytes(of: token)
        switch loop.consultations.remembered(bytes, issuer: accepted.name, now: now) {
        case .active(let entry): return .known(entry)
        case .refused(let rejection): return .refused(.invalidToken(rejection))
        case nil: break
        }
        guard !isResumed else { return .refused(.issuerUnavailable(retryAfter: Self.issuerRetrySeconds)) }
        return waiting(for: .token(issuer: accepted.name, bytes))
    }

    private func waiting(for consultation: Consultation) -> TokenOutcome {
        guard loop.consultations.hasRoom(for: consultation) else {
            loop.consultations.countOverflow()
            return .refused(.issuerUnavailable(retryAfter: 1))
        }
        return .waiting(consultation)
    }
}

/// What came of looking at a token that is not one of ours.
enum TokenOutcome {
    case known(AuthorizedToken)
    case refused(Refusal)
    case waiting(Consultation)
}
