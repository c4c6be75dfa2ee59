import GatehouseOAuth
import Testing

@testable import GatehouseControl

@Suite("Sorted tables")
struct TableSortTests {
    private enum Column: String, SortColumn {
        case name
        case count

        var startsDescending: Bool { self == .count }
    }

    private typealias Row = (name: String, count: Int64)

    private static let rows: [Row] = [("b", 1), ("A", 2), ("c", 2), ("B", 1)]

    private func sort(_ query: String, _ table: String = "", usual: Column? = nil) throws -> TableSort<Column> {
        let fields = try #require(DashboardFields(form: Array(query.utf8)))
        return TableSort(table, usual: usual) { fields[$0] }
    }

    private func names(_ query: String) throws -> String {
        try sort(query)
            .sorted(Self.rows) { column, row in
                switch column {
                case .name: .text(row.name)
                case .count: .number(row.count)
                }
            }
            .map(\.name).joined()
    }

    @Test(arguments: [
        ("", "bAcB"), ("sort=name", "AbBc"), ("sort=name&dir=desc", "cbBA"), ("sort=count", "bBAc"),
        ("sort=count&dir=desc", "AcbB"), ("dir=desc", "bAcB"),
    ])
    func rowsAreInTheOrderOfTheAddressAndEqualOnesAsTheyCome(query: String, names: String) throws {
        #expect(try self.names(query) == names)
    }

    @Test(arguments: ["sort=nosuch", "sort=", "sort=NAME", "sort=nam%65s", "sort=%27--", "other_sort=name"])
    func whatIsNoColumnIsIgnored(query: String) throws {
        let sort = try sort(query + "&dir=desc")

        #expect(sort == TableSort())
        #expect(sort.fields.isEmpty)
        #expect(try self.sort(query, usual: .name).column == .name)
    }

    @Test(arguments: ["DESC", "descending", "", "1"])
    func whatIsNoDirectionIsAscending(direction: String) throws {
        #expect(try sort("sort=name&dir=\(direction)").isDescending == false)
    }

    @Test func aTableOnAPageWithSeveralHasFieldsOfItsOwn() throws {
        let sort = try sort("sort=count&uses_sort=name&uses_dir=desc", "uses")

        #expect(sort.column == .name)
        #expect(sort.isDescending)
        #expect(ListAddress("/x").with(sort.fields).path == "/x?uses_sort=name&uses_dir=desc")
        #expect(
            sort.hidden == [
                HiddenField(name: "uses_sort", value: "name"), HiddenField(name: "uses_dir", value: "desc"),
            ]
        )
    }

    @Test func aHeadSortsByItsColumnAndAgainTheOtherWayRound() throws {
        let address = ListAddress("/x", [("q", "a&b")])
        func path(_ query: String, _ column: Column) throws -> String {
            try #require(TableHeads(sort(query), at: address, anchor: "t").by(column, "T").links.first).path
        }

        #expect(try path("", .name) == "/x?q=a%26b&sort=name#t")
        #expect(try path("sort=name", .name) == "/x?q=a%26b&sort=name&dir=desc#t")
        #expect(try path("sort=name&dir=desc", .name) == "/x?q=a%26b&sort=name#t")
        #expect(try path("sort=name", .count) == "/x?q=a%26b&sort=count&dir=desc#t")
    }

    @Test func theUsualOrderNeedsNoFields() throws {
        let heads = TableHeads(try sort("", usual: .name), at: ListAddress("/x"))

        #expect(heads.by(.name, "Name").direction == "ascending")
        #expect(heads.by(.name, "Name").links.map(\.path) == ["/x?sort=name&dir=desc"])
        #expect(
            TableHeads(try sort("sort=count", usual: .name), at: ListAddress("/x")).by(.name, "N").links.map(\.path)
                == ["/x"]
        )
    }

    @Test func aHeadWithTwoValuesSaysByWhichTheTableIsSorted() throws {
        let head = TableHeads(try sort("sort=count&dir=desc"), at: ListAddress("/x"))
            .by([(.name, "Name"), (.count, "count")])

        #expect(head.direction == "descending")
        #expect(head.links.map(\.isOther) == [true, false])
        #expect(head.links.map(\.lead) == ["", ", "])
    }

    @Test func whatNeverWasComesBeforeWhatWas() {
        #expect(SortKey.time(nil) < SortKey.time(0))
        #expect(SortKey.text("Zebra") < SortKey.text("\u{E4}"))
        #expect(!(SortKey.text("a") < SortKey.text("A")) && !(SortKey.text("A") < SortKey.text("a")))
    }
}
