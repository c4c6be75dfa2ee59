import Testing

@testable import GatehouseProxy

/// The names by which a client could speak for the gate, or for another proxy (contract §5, "To the upstream").
@Suite("What an upstream never gets from a client")
struct RemovedRequestFieldTests {
    static let names = [
        "X-Gatehouse-Subject", "X-Gatehouse-Subject-Kind", "X-Gatehouse-Anything", "Forwarded", "X-Forwarded-For",
        "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Prefix", "X-Forwarded-User",
        "X-Real-IP", "True-Client-IP", "X-Original-URL", "X-Original-Host", "X-Rewrite-URL", "X-HTTP-Method",
        "X-HTTP-Method-Override", "X-Method-Override", "X-Auth-Request-User", "X-Auth-Request-Groups", "Remote-User",
        "Client-Cert", "Client-Cert-Chain", "X-SSL-Client-Verify", "X-SSL-Client-S-DN", "Proxy", "Connection",
        "Keep-Alive", "Proxy-Connection", "Proxy-Authorization", "Proxy-Authenticate", "Proxy-Authentication-Info",
        "TE", "Upgrade", "HTTP2-Settings", "X-Request-Id", "tracestate", "Authorization", "DPoP", "Trailer",
    ]

    /// A name in every spelling that some upstream takes for the same.
    static func spellings(of name: String) -> [String] {
        let separators = ["_", ".", "!", "~"].map { name.replacingDashes(with: $0) }
        let mixed = String(name.enumerated().map { $0.offset.isMultiple(of: 2) ? $0.element.lowercase : $0.element })
        return [name, name.lowercased(), name.uppercased(), mixed] + separators + separators.map { $0.uppercased() }
    }

    @Test(arguments: names)
    func aFieldIsRemovedHoweverItIsSpelt(name: String) throws {
        for spelling in Self.spellings(of: name) {
            let fields = ["Before: 1", "\(spelling): smuggled", "After: 2"]
            #expect(try ForwardedRequest.kept(fields) == ["Before: 1", "After: 2"], "\(spelling)")
        }
    }

    /// The issuer's site trusts `X-Gatehouse-Peer` of the gate alone.
    @Test(arguments: ["X-Gatehouse-Peer", "X_Gatehouse_Host", "x-gatehouse-proto", "Remote_User", "X-Forwarded-For"])
    func nothingIsForgedTowardsTheIssuersSite(name: String) throws {
        #expect(try ForwardedRequest.kept(["\(name): smuggled", "A: b"], to: .control) == ["A: b"])
    }

    /// RFC 3875 §4.1.18: a server that makes variables of names would take these for the real ones.
    @Test(arguments: [
        "Content_Length", "Transfer_Encoding", "TRANSFER.ENCODING", "Set_Cookie", "Keep_Alive", "X_Request_Id",
    ])
    func lookalikesAreRemoved(name: String) throws {
        #expect(try ForwardedRequest.kept(["\(name): 5"]) == [])
    }

    @Test(arguments: [
        "X-Gatehous: 1", "X-Gatehouses: 1", "Forward: 1", "Forwarded-For: 1", "X-Real-IPs: 1", "Remote-Users: 1",
        "Proxy-Status: 1", "Proxies: 1", "X-Http-Methods: 1", "X-Originals: 1", "X-Auth-Requester: 1", "Client: 1",
        "Content-Type: text/plain", "Accept-Encoding: gzip", "Origin: https://a.test", "Access_Token: 1", "Via: 1.1 x",
        "X-Requested-With: x", "X-Api_Key: 1", "Date: today", "Host-Name: x", "Traceparents: x", "Xx-Forwarded-For: 1",
    ])
    func otherFieldsStayByteForByte(field: String) throws {
        #expect(try ForwardedRequest.kept([field, field.lowercased() + " \t"]).count == 2)
        #expect(try ForwardedRequest.kept([field]) == [field])
    }

    @Test func removedFieldsNextToEachOtherTakeNothingElseAlong() throws {
        let fields = [
            "Remote-User: a", "X-Real-IP: b", "A: 1", "Upgrade: h2c", "Proxy: c", "B: 2", "Forwarded: for=x",
        ]
        #expect(try ForwardedRequest.kept(fields) == ["A: 1", "B: 2"])
        #expect(try ForwardedRequest.kept(Array(fields.reversed())) == ["B: 2", "A: 1"])
    }
}

extension String {
    fileprivate func replacingDashes(with separator: String) -> String {
        split(separator: "-", omittingEmptySubsequences: false).joined(separator: separator)
    }
}

extension Character {
    fileprivate var lowercase: Character { lowercased().first ?? self }
}
