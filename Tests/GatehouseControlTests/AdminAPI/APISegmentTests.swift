import HTTPTypes
import Testing

@testable import GatehouseControl

@Suite("Paths with names")
struct APISegmentTests {
    @Test(arguments: [
        ("reader", "reader"), ("a+b", "a+b"), ("a%20b", "a b"), ("%C3%A4", "ä"), ("x%2Fy", "x/y"), ("%2B", "+"),
        ("", nil), ("%", nil), ("%4", nil), ("%ZZ", nil), ("%C3", nil), ("%00", nil), ("%0A", nil), ("%7F", nil),
    ])
    func segmentsAreDecodedStrictly(raw: String, text: String?) {
        #expect(APISegment.decode(raw[...]) == text)
    }

    @Test func methodsOfATemplateAreKnown() {
        let allowed = AllowedMethods([
            .get("/things/{id}") { _, _ in throw CancellationError() },
            .delete("/things/{id}") { _, _ in throw CancellationError() },
            .post("/things/{id}/parts") { _, _ in throw CancellationError() },
            .get("/things") { _, _ in throw CancellationError() },
        ])

        #expect(allowed.methods(of: "/things/7") == [.get, .head, .delete])
        #expect(allowed.methods(of: "/things/7/parts") == [.post])
        #expect(allowed.methods(of: "/things") == [.get, .head])
        #expect(allowed.methods(of: "/things/7/other") == nil)
        #expect(allowed.methods(of: "/others/7") == nil)
    }
}
