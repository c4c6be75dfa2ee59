import FoundationEssentials
import Testing

@testable import Gatehouse

@Suite("X.509 certificates")
struct X509CertificatesTests {
    /// Made once with openssl, which writes its subject so by `-nameopt RFC2253`.
    private static let certificate = """
        MIIB0jCCAXegAwIBAgIUN/wbQsFpMMBNjSIRz4IJTD2ENQQwCgYIKoZIzj0EAwIwPTELMAkGA1UEBhMCREUxFjAUBgNVBAoM\
        DUV4YW1wbGUsIEluYy4xFjAUBgNVBAMMDXNlcnZpY2UgIm9uZSIwIBcNMjYxMTIzMTYwNTU3WhgPMjEyNjEwMzAxNjA1NTda\
        MD0xCzAJBgNVBAYTAkRFMRYwFAYDVQQKDA1FeGFtcGxlLCBJbmMuMRYwFAYDVQQDDA1zZXJ2aWNlICJvbmUiMFkwEwYHKoZI\
        zj0CAQYIKoZIzj0DAQcDQgAEXgJjc143WhTd0S9n7EP+sQFDUbCVn+68LS5sAqz49aTauq/RSQEbI7RT2lVUgIoOoSJMJFJI\
        4NOSAI65fF6V7qNTMFEwHQYDVR0OBBYEFH9OtolvaAMHydvvKbw8eNHggHG0MB8GA1UdIwQYMBaAFH9OtolvaAMHydvvKbw8\
        eNHggHG0MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIhAIpgWkZ/RoLjXWlPsHU3W37hClw1rsJonJTL1sn0\
        Dj0YAiEAlhOLYKkGzhM5+uREVIuQMjPR4iIYKS6RGgV5WwjrsaQ=
        """
    private static let subject = #"CN=service \"one\",O=Example\, Inc.,C=DE"#

    private let der = Array(Data(base64Encoded: Self.certificate) ?? Data())

    @Test func theSubjectIsWrittenAsByRFC4514() {
        #expect(X509Certificates().subject(der: der) == Self.subject)
    }

    @Test func whatIsNoCertificateHasNoSubject() {
        #expect(X509Certificates().subject(der: []) == nil)
        #expect(X509Certificates().subject(der: [0x30, 0x03, 0x02, 0x01, 0x05]) == nil)
        #expect(X509Certificates().subject(der: Array(der.dropLast())) == nil)
        #expect(X509Certificates().subject(der: der + [0]) == nil)
    }
}
