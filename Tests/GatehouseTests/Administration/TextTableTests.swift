import Testing

@testable import Gatehouse

struct TextTableTests {
    @Test func columnsLineUpAndNoLineEndsWithSpaces() {
        var table = TextTable(["CLIENT", "NAME", "STATE"])
        table.add(["tstapp-reader", "Jürgen", ""])
        table.add(["x", "A longer name", "enabled"])
        #expect(
            table.text == """
                CLIENT         NAME           STATE
                tstapp-reader  Jürgen
                x              A longer name  enabled
                """
        )
    }
}
