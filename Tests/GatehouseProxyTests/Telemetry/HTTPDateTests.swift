import Testing

@testable import GatehouseProxy

@Suite("RFC 9110 §5.6.7: dates")
struct HTTPDateTests {
    @Test(
        arguments: [
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
            (1_795_651_199, "Wed, 25 Nov 2026 23:59:59 GMT"),
            (-5, "Thu, 01 Jan 1970 00:00:00 GMT"),
        ] as [(Int64, String)]
    )
    func datesAreWrittenInTheFixedForm(seconds: Int64, expected: String) {
        #expect(String(decoding: HTTPDate.line(at: seconds), as: UTF8.self) == "Date: \(expected)\r\n")
    }
}
