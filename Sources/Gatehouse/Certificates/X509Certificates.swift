import GatehouseOAuth
import SwiftASN1
import X509

/// Reads X.509 certificates (RFC 5280).
struct X509Certificates: CertificateReading {
    func subject(der: [UInt8]) -> String? {
        (try? Certificate(derEncoded: der))?.subject.description
    }
}
