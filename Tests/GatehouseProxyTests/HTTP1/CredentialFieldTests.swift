import Testing

@testable import GatehouseProxy

@Suite("The fields that prove who sent a request")
struct CredentialFieldTests {
    private static let trusted = ForwardedHeaders(peer: "10.0.0.1", isSecure: false, isPeerTrusted: true)
    private static let untrusted = ForwardedHeaders(peer: "192.0.2.1", isSecure: false, isPeerTrusted: false)

    private func parse(_ fields: [String]) throws -> ParsedRequest {
        try #require(try ParsedRequest.parse(HeadText.lines(["GET / HTTP/1.1", "Host: a.test"] + fields)))
    }

    /// The lines of a forwarded request that have one of these names.
    private func forwarded(
        _ fields: [String],
        to destination: UpstreamHeadWriter.Destination,
        peer: ForwardedHeaders = untrusted
    ) throws -> [String] {
        let request = try parse(fields)
        let writer = UpstreamHeadWriter(destination: destination)
        let lines = try ForwardedRequest.lines(ForwardedRequest.write(request, writer: writer, forwarded: peer))
        return lines.filter { fields.contains($0) }
    }

    @Test func aFieldIsFoundWhateverItsCase() throws {
        for name in ["DPoP", "dpop", "DPOP"] {
            let request = try parse(["A: b", "\(name):  proof ", "C: d"])
            let value = SoleField(.dpop, of: request.head, in: request.fields).value
            #expect(value.map(request.text) == "proof")
        }
    }

    @Test(arguments: [["DPoP: a", "DPoP: a"], ["DPoP: a", "dpop: b", "DPOP: c"], ["DPoP:", "A: b", "DPoP: a"]])
    func twoFieldsAreNone(fields: [String]) throws {
        let request = try parse(fields)
        #expect(SoleField(.dpop, of: request.head, in: request.fields) == .several)
    }

    @Test(arguments: [[], ["X-DPoP: a"], ["DPoP-Nonce: a"], ["DPo: a"], ["D_oP: a"], ["Date: a"]])
    func otherFieldsAreNone(fields: [String]) throws {
        let request = try parse(fields)
        #expect(SoleField(.dpop, of: request.head, in: request.fields) == .absent)
    }

    @Test func aLookalikeIsNoCertificate() throws {
        let request = try parse(["Client_Cert: :AA==:", "Client.Cert: :AA==:", "Client-Cert-Chain: :AA==:"])
        #expect(SoleField(.clientCertificate, of: request.head, in: request.fields) == .absent)
    }

    /// Contract §5: the token goes only where the application asks for it, and its proof with it.
    @Test func aProofGoesWhereTheTokenGoes() throws {
        let fields = ["Authorization: DPoP abc", "DPoP: proof"]
        #expect(try forwarded(fields, to: .application(forwardsToken: false)) == [])
        #expect(try forwarded(fields, to: .application(forwardsToken: true)) == fields)
        #expect(try forwarded(fields, to: .control) == fields)
    }

    @Test(arguments: ["Client-Cert: :AA==:", "client-cert: :AA==:", "CLIENT-CERT: x"])
    func onlyATrustedProxyTellsTheIssuerOfACertificate(field: String) throws {
        #expect(try forwarded([field, "A: b"], to: .control, peer: Self.trusted) == [field, "A: b"])
        #expect(try forwarded([field, "A: b"], to: .control, peer: Self.untrusted) == ["A: b"])
    }

    @Test func noApplicationIsToldOfACertificate() throws {
        for forwardsToken in [true, false] {
            let kept = try forwarded(
                ["Client-Cert: :AA==:", "A: b"],
                to: .application(forwardsToken: forwardsToken),
                peer: Self.trusted
            )
            #expect(kept == ["A: b"])
        }
    }

    /// RFC 9440 §2.4: what a client sent itself may stand beside the proxy's; which is which nobody can tell.
    @Test func twoCertificatesAreNone() throws {
        let fields = ["Client-Cert: :AA==:", "A: b", "client-cert: :AQ==:"]
        #expect(try forwarded(fields, to: .control, peer: Self.trusted) == ["A: b"])
    }

    @Test(arguments: [
        "Client_Cert: x", "CLIENT.CERT: x", "Client-Cert-Chain: x", "Client-Certs: x", "X-SSL-Client-Cert: x",
    ])
    func otherNamesForACertificateAreAlwaysRemoved(field: String) throws {
        let kept = try forwarded(["Client-Cert: :AA==:", field], to: .control, peer: Self.trusted)
        #expect(kept == ["Client-Cert: :AA==:"])
    }
}
