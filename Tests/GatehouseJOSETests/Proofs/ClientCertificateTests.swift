import GatehouseJOSE
import Testing

@Suite("RFC 8705 and RFC 9440: client certificates")
struct ClientCertificateTests {
    // RFC 9440 appendix A.
    private static let example = """
        :MIIBqDCCAU6gAwIBAgIBBzAKBggqhkjOPQQDAjA6MRswGQYDVQQKDBJMZXQncyBBdXRoZW50aWNhdGUxGzAZBgNVBAMMEkxBIEludGVybWVkaW\
        F0ZSBDQTAeFw0yMDAxMTQyMjU1MzNaFw0yMTAxMjMyMjU1MzNaMA0xCzAJBgNVBAMMAkJDMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8YnXX\
        faUgmnMtOXU/IncWalRhebrXmckC8vdgJ1p5Be5F/3YC8OthxM4+k1M6aEAEFcGzkJiNy6J84y7uzo9M6NyMHAwCQYDVR0TBAIwADAfBgNVHSME\
        GDAWgBRm3WjLa38lbEYCuiCPct0ZaSED2DAOBgNVHQ8BAf8EBAMCBsAwEwYDVR0lBAwwCgYIKwYBBQUHAwIwHQYDVR0RAQH/BBMwEYEPYmRjQGV\
        4YW1wbGUuY29tMAoGCCqGSM49BAMCA0gAMEUCIBHda/r1vaL6G3VliL4/Di6YK0Q6bMjeSkC3dFCOOB8TAiEAx/kHSB4urmiZ0NX5r5XarmPk0w\
        muydBVoU4hBVZ1yhk=:
        """

    // RFC 8705 appendix A.
    private static let boundExample = """
        :MIIBBjCBrAIBAjAKBggqhkjOPQQDAjAPMQ0wCwYDVQQDDARtdGxzMB4XDTE4MTAxODEyMzcwOVoXDTIyMDUwMjEyMzcwOVowDzENMAsGA1UEAw\
        wEbXRsczBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNcnyxwqV6hY8QnhxxzFQ03C7HKW9OylMbnQZjjJ/Au08/coZwxS7LfA4vOLS9WuneIXh\
        bGGWvsDSb0tH6IxLm8wCgYIKoZIzj0EAwIDSQAwRgIhAP0RC1E+vwJD/D1AGHGzuri+hlV/PpQEKTWUVeORWz83AiEA5x2eXZOVbUlJSGQgjwD5\
        vaUaKlLR50Q2DmFfQj1L+SY=:
        """

    private func field(_ der: [UInt8]) -> String {
        ClientCertificateField.value(der: der)
    }

    @Test func readsThePublishedField() throws {
        let der = try #require(ClientCertificateField.der(of: Self.example))
        #expect(der.count == 428)
        #expect(der.prefix(4) == [0x30, 0x82, 0x01, 0xA8])
        #expect(field(der) == Self.example)
    }

    @Test func thePublishedCertificateHasThePublishedThumbprint() throws {
        let der = try #require(ClientCertificateField.der(of: Self.boundExample))
        #expect(CertificateThumbprint.of(der: der) == "A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0")
    }

    @Test(arguments: [
        "", ":", "::", ":AAAA", "AAAA:", ":AAAA:", ":MAA=: ", " :MAA=:", ":MAA=:;a", ":MAA=:, :MAA=:", ":MAA:",
        ":MAB=:",
        ":MA A=:", ":MAA=\n:", ":MA==:", ":MAA==:", ":MAA=====:", ":====:", ":MAAA:", ":M-A=:", ":M_A=:", "\"MAA=\"",
        ":MAA=::MAA=:", ":\u{E9}AA=:", ":MIEAAA==:", ":MIEB:", ":MIAAAA==:",
    ])
    func refusesEverythingElse(value: String) {
        #expect(ClientCertificateField.der(of: value) == nil)
    }

    @Test func takesOneSequenceOfExactlyItsLength() {
        #expect(ClientCertificateField.der(of: ":MAA=:") == [0x30, 0])
        let content = [UInt8](repeating: 1, count: 300)
        for count in [1, 127, 128, 255, 256, 300] {
            let length: [UInt8] =
                count < 128 ? [UInt8(count)] : count < 256 ? [0x81, UInt8(count)] : [0x82, 1, UInt8(count - 256)]
            let der = [0x30] + length + content.prefix(count)
            #expect(ClientCertificateField.der(of: field(der)) == der)
            #expect(ClientCertificateField.der(of: field(der + [0])) == nil)
            #expect(ClientCertificateField.der(of: field(der.dropLast())) == nil)
            #expect(ClientCertificateField.der(of: field([0x31] + der.dropFirst())) == nil)
        }
        // X.690 §10.1: the length has its shortest form.
        #expect(ClientCertificateField.der(of: field([0x30, 0x81, 1, 0])) == nil)
        #expect(ClientCertificateField.der(of: field([0x30, 0x82, 0, 1, 0])) == nil)
        #expect(ClientCertificateField.der(of: field([0x30, 0x80, 0, 0])) == nil)
    }

    @Test func refusesALongValue() {
        let count = 12_200
        let der = [0x30, 0x82, UInt8(count >> 8), UInt8(count & 0xFF)] + [UInt8](repeating: 0, count: count)
        #expect(ClientCertificateField.der(of: field(der)) == der)
        let longer = 12_300
        let tooLong = [0x30, 0x82, UInt8(longer >> 8), UInt8(longer & 0xFF)] + [UInt8](repeating: 0, count: longer)
        #expect(ClientCertificateField.der(of: field(tooLong)) == nil)
    }
}
