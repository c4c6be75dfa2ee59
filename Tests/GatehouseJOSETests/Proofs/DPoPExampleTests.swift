import GatehouseJOSE
import Testing

@Suite("RFC 9449: the published proofs")
struct DPoPExampleTests {
    private static let header = """
        eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJ\
        oRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19
        """
    private static let tokenProof =
        header + """
            .eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIi\
            wiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT\
            3Lg
            """
    private static let resourceProof =
        header + """
            .eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZW\
            N0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFb\
            yJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA
            """
    private static let accessToken = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"

    // RFC 9449 §4.2, §5, §6.1.
    @Test func readsTheProofOfTheTokenRequest() throws {
        let proof = try DPoPProof(parsing: Self.tokenProof)
        #expect(proof.jti == "-BwC3ESc6acc2lTc")
        #expect(proof.method == "POST")
        #expect(proof.url == "https://server.example.com/token")
        #expect(proof.issuedAt == 1_562_262_616)
        #expect(proof.nonce == nil)
        #expect(proof.accessTokenHash == nil)
        #expect(proof.thumbprint == "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I")
        try proof.check(
            method: "POST",
            url: "https://server.example.com/token",
            now: 1_562_262_616,
            window: 60
        )
    }

    // RFC 9449 §7.1.
    @Test func readsTheProofOfTheResourceRequest() throws {
        let proof = try DPoPProof(parsing: Self.resourceProof)
        #expect(proof.accessTokenHash == "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo")
        try proof.check(
            method: "GET",
            url: "https://resource.example.org/protectedresource",
            accessToken: Array(Self.accessToken.utf8),
            now: 1_562_262_618,
            window: 0
        )
    }

    @Test func oneProofDoesNotServeTheOtherRequest() throws {
        let proof = try DPoPProof(parsing: Self.tokenProof)
        #expect(throws: DPoPRefusal.wrongAccessToken) {
            try proof.check(
                method: "POST",
                url: "https://server.example.com/token",
                accessToken: Array(Self.accessToken.utf8),
                now: 1_562_262_616,
                window: 60
            )
        }
    }
}
