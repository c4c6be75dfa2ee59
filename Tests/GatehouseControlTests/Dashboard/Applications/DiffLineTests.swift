import Testing

@testable import GatehouseControl

@Suite("Lines of a diff")
struct DiffLineTests {
    private static let diff = "--- a.yaml\n+++ a.yaml\n@@ -1,3 +1,3 @@\n one\n-two\n+Two\n--- three\n"

    @Test
    func aLineIsAddedOrRemovedInAHunkAlone() {
        let lines = DiffLine.lines(of: Self.diff)

        #expect(lines.filter(\.isAdded).map(\.text) == ["+Two\n"])
        #expect(lines.filter(\.isRemoved).map(\.text) == ["-two\n", "--- three\n"])
        #expect(
            lines.filter(\.isContext).map(\.text) == ["--- a.yaml\n", "+++ a.yaml\n", "@@ -1,3 +1,3 @@\n", " one\n"]
        )
    }

    @Test(arguments: [diff, "", "\n", "@@\n+a\r\n+\u{301}\n", "no end"])
    func togetherTheyAreTheDiff(diff: String) {
        let text = DiffLine.lines(of: diff).map(\.text).joined()

        #expect(text.utf8.elementsEqual(diff.utf8))
    }
}
