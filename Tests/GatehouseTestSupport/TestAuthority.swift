import Crypto
import FoundationEssentials
import SwiftASN1
import X509

/// Makes certificates for tests: an authority of its own, which lives as long as the test.
package struct TestAuthority: Sendable {
    /// The authority's own certificate in PEM.
    package let pem: String

    private let certificate: Certificate
    private let key = Certificate.PrivateKey(P256.Signing.PrivateKey())

    /// Creates an authority that is good for a day.
    package init(name: String = "Test authority") throws {
        let subject = try DistinguishedName { CommonName(name) }
        certificate = try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: key.publicKey,
            notValidBefore: Date(timeIntervalSinceNow: -3_600),
            notValidAfter: Date(timeIntervalSinceNow: 86_400),
            issuer: subject,
            subject: subject,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                Critical(KeyUsage(keyCertSign: true))
            },
            issuerPrivateKey: key
        )
        pem = try certificate.serializeAsPEM().pemString
    }

    /// A certificate with a new key.
    ///
    /// - Parameters:
    ///   - names: The DNS names that it is for.
    ///   - subject: Its common name.
    ///   - seconds: How long it is still good; negative for one that has expired.
    /// - Returns: The certificate with its key.
    /// - Throws: Never, with names that DNS allows.
    package func issue(
        names: [String] = ["localhost"],
        subject: String = "Test",
        seconds: Int64 = 3_600
    ) throws -> TestCertificate {
        let own = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let issued = try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: own.publicKey,
            notValidBefore: Date(timeIntervalSinceNow: -7_200),
            notValidAfter: Date(timeIntervalSinceNow: Double(seconds)),
            issuer: certificate.subject,
            subject: DistinguishedName { CommonName(subject) },
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                SubjectAlternativeNames(names.map { .dnsName($0) })
            },
            issuerPrivateKey: key
        )
        var serializer = DER.Serializer()
        try serializer.serialize(issued)
        return TestCertificate(
            pem: try issued.serializeAsPEM().pemString,
            key: try own.serializeAsPEM().pemString,
            der: serializer.serializedBytes
        )
    }
}

/// A certificate and its key, made for one test.
package struct TestCertificate: Sendable {
    /// The certificate in PEM.
    package let pem: String
    /// The private key in PEM.
    package let key: String
    /// The certificate as it goes over the wire.
    package let der: [UInt8]
}
