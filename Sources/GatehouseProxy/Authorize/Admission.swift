import GatehouseJOSE
import GatehousePolicy
import NIOCore

/// Proves that a request may be sent to an upstream: there is no other way to make an ``UpstreamRequest``.
enum Passage {
    /// Policy permits it to an application.
    case application(Permit)
    /// It is for the issuer's own site, which decides for itself.
    case issuer(IssuerPassage)
}

/// Proves that a request's authority and path belong to the issuer, or to a resource metadata document.
struct IssuerPassage {
    fileprivate init() {}
}

/// Tells what was found out about one request, and how it was decided.
struct Admission {
    enum Verdict {
        case forward(Passage)
        case refuse(Refusal)
        /// Nobody here knows: decide again when another authorization server has been asked.
        case wait(Consultation)
    }

    var verdict: Verdict
    /// The index of the chosen application.
    var application: Int?
    /// The index of the chosen route among the application's.
    var route: Int?
    var token: AuthorizedToken?
    /// A token that was sent and that no issuer vouches for; only where records are kept.
    var presentedToken: PresentedToken?
    /// Whether the request came to the issuer's own origin.
    var isOriginShared = false
    /// Whether the token was sent with the scheme DPoP.
    var usesDPoP = false
    /// The WebSocket that is asked for.
    var webSocket: WebSocketOffer?
    /// Whole lines for pages of other origins, which the answer carries whoever gives it; empty for none.
    var crossOrigin: [UInt8] = []
    /// Whole lines that tell of limits; empty where the route has none.
    var rateLimits: [UInt8] = []
    /// Set if the request must not be sent before it: then what it uses of a quota is stored.
    var stored: EventLoopFuture<Void>?

    init(_ verdict: Verdict) {
        self.verdict = verdict
    }
}

/// Finds out who asks for what, and asks policy: the part of a request's life before anything is sent anywhere.
struct RequestAuthorizer {
    let loop: LoopState
    let snapshot: LoopSnapshot
    /// Whether the request came from a trusted proxy, which may speak for the client.
    let isPeerTrusted: Bool
    /// The peer's address without port.
    let peer: String
    /// What protects the client's connection.
    let security: ConnectionSecurity
    /// The wall clock in Unix seconds.
    let now: Int64
    /// What limits by address said of the request before it waited; nil for one that did not wait.
    let resumedLimits: [UInt8]?
    /// What limits by address have to store of it first.
    private(set) var resumedStorage: EventLoopFuture<Void>?
    /// Whether the request has waited for an issuer: it does so once.
    var isResumed: Bool { resumedLimits != nil }

    init(
        loop: LoopState,
        snapshot: LoopSnapshot,
        isPeerTrusted: Bool,
        peer: String,
        security: ConnectionSecurity,
        resuming waited: Admission? = nil
    ) {
        self.loop = loop
        self.snapshot = snapshot
        self.isPeerTrusted = isPeerTrusted
        self.peer = peer
        self.security = security
        self.now = LoopState.unixSeconds()
        self.resumedLimits = waited?.rateLimits
        self.resumedStorage = waited?.stored
    }

    /// Decides about the request head that the loop's parser holds.
    func admit(in buffer: ByteBuffer) -> Admission {
        do throws(PathRefusal) {
            try loop.normalizer.normalize(
                loop.requestParser.head,
                in: buffer,
                isSecure: snapshot.isSecure
            )
        } catch {
            return Admission(.refuse(.path(error)))
        }
        let authority = loop.normalizer.authority
        let path = loop.normalizer.path
        let isIssuerAuthority = authority == snapshot.issuerAuthority
        let isIssuerPath = isIssuerAuthority && ReservedPaths.isIssuerPath(path.span)
        if isIssuerPath || ReservedPaths.isResourceMetadata(path.span) {
            return Admission(issuerRefusal(in: buffer).map { .refuse($0) } ?? .forward(.issuer(IssuerPassage())))
        }
        guard let application = snapshot.proxy.policy.application(authority: authority.span, path: path.span) else {
            return Admission(.refuse(loop.normalizer.ambiguity.map { .path($0) } ?? .noRoute))
        }
        var admission = Admission(.refuse(.noRoute))
        admission.application = application
        admission.isOriginShared = isIssuerAuthority
        decide(&admission, application, in: buffer)
        admission.crossOrigin = crossOriginLines(for: admission, in: buffer)
        return admission
    }

    /// What the issuer's own site cannot be asked.
    private func issuerRefusal(in buffer: ByteBuffer) -> Refusal? {
        // Only applications can opt in to ambiguous spellings.
        if let ambiguity = loop.normalizer.ambiguity { return .path(ambiguity) }
        let head = loop.requestParser.head
        do throws(UpgradeRefusal) {
            guard try webSocket(in: buffer) == nil else { return .upgrade(.unsupported) }
        } catch {
            return .upgrade(error)
        }
        guard head.method != .other else {
            return .methodNotAllowed(allow: "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")
        }
        // RFC 3986 §3.4: a query is ASCII; only to applications it goes through byte for byte.
        let bytes = buffer.readableBytesUInt8Span
        for index in head.query.range where bytes[index] >= 0x80 { return .malformed(.target) }
        return nil
    }

    private func decide(_ admission: inout Admission, _ application: Int, in buffer: ByteBuffer) {
        do throws(Refusal) {
            if let answer = try preflight(application, in: buffer) {
                admission.route = answer.route
                throw .preflight(answer)
            }
            let route = try chooseRoute(application, isOriginShared: admission.isOriginShared, in: buffer)
            admission.route = route
            let limits = snapshot.limits(application, route)
            if !limits.isEmpty { try limitByAddress(&admission, limits, in: buffer) }
            do throws(UpgradeRefusal) {
                admission.webSocket = try webSocket(in: buffer)
            } catch {
                throw Refusal.upgrade(error)
            }
            let credential = try credential(for: application, route, webSocket: admission.webSocket, in: buffer)
            if case .dpop = credential { admission.usesDPoP = true }
            switch try presented(credential, by: &admission, application, in: buffer) {
            case nil: break
            case .token(let token): admission.token = token
            case .question(let consultation):
                admission.verdict = .wait(consultation)
                return
            }
            // Who sent a token that is refused now is known all the same.
            if let token = admission.token {
                if admission.usesDPoP || token.isBound {
                    try checkBound(token, application, usesDPoP: admission.usesDPoP, in: buffer)
                } else {
                    try check(token, application, proof: .none)
                }
            }
            if !limits.isEmpty { try limitByCaller(&admission, limits, in: buffer) }
            admission.verdict = try verdict(application, route, admission.token)
            if case .length(let length) = loop.requestParser.head.framing,
                let most = snapshot.requestBytes(application, route), most > 0, length > most
            {
                throw .bodyTooLarge
            }
        } catch {
            admission.verdict = .refuse(error)
        }
    }

    /// The WebSocket that is asked for; a request without an `Upgrade` field costs one test of a bit.
    private func webSocket(in buffer: ByteBuffer) throws(UpgradeRefusal) -> WebSocketOffer? {
        guard loop.requestParser.head.kinds.contains(.upgrade) else { return nil }
        return try WebSocketOffer.read(loop.requestParser.head, fields: loop.requestParser.fields, in: buffer)
    }

    private func chooseRoute(
        _ application: Int,
        isOriginShared: Bool,
        in buffer: ByteBuffer
    ) throws(Refusal) -> Int {
        // Contract §2: on the issuer's origin no application may install a script that acts on its pages.
        if isOriginShared, loop.requestParser.head.isServiceWorkerScript { throw .serviceWorkerScript }
        do throws(PathRefusal) {
            let options = snapshot.proxy.policy.applications[application].pathOptions
            try loop.normalizer.apply(options, to: loop.requestParser.head, in: buffer)
        } catch {
            throw .path(error)
        }
        let path = loop.normalizer.path
        let bytes = buffer.readableBytesUInt8Span
        let method = bytes.extracting(loop.requestParser.head.methodRange.range)
        let choice = snapshot.proxy.policy.applications[application].route(method: method, path: path.span)
        switch choice {
        case .route(let index): return index
        case .methodNotAllowed(let allow): throw .methodNotAllowed(allow: allow)
        case .notFound: throw .noRoute
        }
    }

    /// What was sent to prove who asks, if the route looks at it.
    private func credential(
        for application: Int,
        _ route: Int,
        webSocket: WebSocketOffer?,
        in buffer: ByteBuffer
    ) throws(Refusal) -> Credential {
        guard snapshot.tokenNeed(application, route) != .none else { return .none }
        if let token = webSocket?.token {
            return try Credential(loop.requestParser.head, subprotocol: token, in: buffer)
        }
        return try Credential(loop.requestParser.head, in: buffer)
    }

    /// What is known of the token that was sent.
    private enum Presented {
        case token(AuthorizedToken)
        case question(Consultation)
    }

    /// The token that was sent, if its issuer vouches for it; nil if none was sent.
    private func presented(
        _ credential: Credential,
        by admission: inout Admission,
        _ application: Int,
        in buffer: ByteBuffer
    ) throws(Refusal) -> Presented? {
        switch credential {
        case .none: return nil
        case .bearer(let range), .dpop(let range):
            let rejection: TokenRejection
            do throws(TokenRejection) {
                return .token(try view(of: verified(range, application, in: buffer), application))
            } catch {
                rejection = error
            }
            let refusal: Refusal
            switch self.refusal(rejection, of: range, application, in: buffer) {
            case .known(let token): return .token(try accepted(token, application))
            case .waiting(let consultation): return .question(consultation)
            case .refused(let reason): refusal = reason
            }
            // Who presented it is asked later, on another thread.
            if loop.recordsAccess { admission.presentedToken = PresentedToken(bytes: buffer.bytes(of: range)) }
            throw refusal
        }
    }

    private func accepted(_ token: AuthorizedToken, _ application: Int) throws(Refusal) -> AuthorizedToken {
        do throws(TokenRejection) {
            return try view(of: token, application)
        } catch {
            throw .invalidToken(error)
        }
    }

    private func verified(
        _ range: ByteRange,
        _ application: Int,
        in buffer: ByteBuffer
    ) throws(TokenRejection) -> AuthorizedToken {
        let received = buffer.readableBytesUInt8Span
        let bytes = received.extracting(range.range)
        let hash = loop.tokens.hash(bytes)
        if let known = loop.tokens.token(bytes, hash: hash) { return known }
        let compiled = snapshot.proxy.policy.applications[application]
        let token = try loop.verifier.verify(bytes, issuers: snapshot.proxy.issuers) { accepts($0, compiled) }
        let entry = AuthorizedToken(
            bytes: buffer.bytes(of: range),
            hash: hash,
            token: token,
            claims: snapshot.proxy.policy.claimNames
        )
        loop.tokens.insert(entry)
        return entry
    }

    /// Asks for the proof of possession besides; a remembered token needs a new one for every request.
    private func checkBound(
        _ entry: AuthorizedToken,
        _ application: Int,
        usesDPoP: Bool,
        in buffer: ByteBuffer
    ) throws(Refusal) {
        let proof = usesDPoP ? try proof(for: entry, in: buffer) : nil
        var certificate: String?
        if case .certificate = entry.facts.token.binding { certificate = certificateThumbprint(in: buffer) }
        let possession = PossessionProof(key: proof?.thumbprint, certificate: certificate)
        try check(entry, application, proof: possession)
        if let proof { try spend(proof) }
    }

    /// Asked for every request, also when the token's facts were remembered.
    private func check(_ entry: AuthorizedToken, _ application: Int, proof: PossessionProof) throws(Refusal) {
        let compiled = snapshot.proxy.policy.applications[application]
        let token = entry.facts.token
        do throws(TokenRejection) {
            if let name = token.foreignIssuer {
                guard let issuer = compiled.acceptedIssuer(named: name) else { throw .unknownIssuer }
                try token.check(now: now, anyAudience: compiled.audiences(of: issuer), proof: proof)
            } else {
                try token.check(now: now, audience: compiled.audience, proof: proof)
            }
        } catch {
            throw .invalidToken(error)
        }
        guard entry.revocationGeneration != loop.revocations.generation else { return }
        if loop.revocations.refuses(entry.names, issuedAt: entry.facts.token.issuedAt) { throw .invalidToken(.revoked) }
        entry.revocationGeneration = loop.revocations.generation
    }

    private func verdict(
        _ application: Int,
        _ route: Int,
        _ token: AuthorizedToken?
    ) throws(Refusal) -> Admission.Verdict {
        let decision = PolicyEngine.decide(
            snapshot.proxy.policy,
            application: application,
            route: route,
            by: token?.facts.principal,
            now: now
        )
        switch decision {
        case .permit(let permit): return .forward(.application(permit))
        case .deny(let denial): throw .denied(denial)
        }
    }
}
