import Testing

@testable import GatehouseProxy

@Suite("W3C Trace Context")
struct TraceContextTests {
    private static let trace = "0af7651916cd43dd8448eb211c80319c"
    private static let valid = "00-\(trace)-b7ad6b7169203331-01"

    private func traceLines(_ fields: String...) throws -> [String] {
        let text = HeadText.lines(["GET / HTTP/1.1", "Host: a.test"] + fields)
        let request = try #require(try ParsedRequest.parse(text))
        return try ForwardedRequest.lines(ForwardedRequest.write(request)).filter { $0.hasPrefix("trace") }
    }

    @Test(arguments: [
        (valid, "01"), ("00-\(trace)-b7ad6b7169203331-00", "00"), ("01-\(trace)-b7ad6b7169203331-ff", "ff"),
        ("cc-\(trace)-b7ad6b7169203331-01-what-comes-later", "01"),
    ])
    func aValidTraceIsContinuedUnderANewParent(value: String, flags: String) throws {
        let lines = try traceLines("traceparent: \(value)", "tracestate: a=b")
        #expect(lines == ["tracestate: a=b", "traceparent: 00-\(Self.trace)-00000000000000ff-\(flags)"])
    }

    @Test(arguments: [
        "", "00", "\(valid)-x", "\(valid)0", "ff-\(trace)-b7ad6b7169203331-01", "0-\(trace)-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01", "00-\(trace)-0000000000000000-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", "00-\(trace)-B7AD6B7169203331-01",
        "00-\(trace)-b7ad6b7169203331-0g", "00_\(trace)-b7ad6b7169203331-01", "00-\(trace)-b7ad6b716920333-001",
        "01-\(trace)-b7ad6b7169203331-01x", "00-\(trace) b7ad6b7169203331-01",
    ])
    func anInvalidTraceIsBegunAnew(value: String) throws {
        #expect(try traceLines("traceparent: \(value)", "tracestate: a=b") == [ForwardedRequest.traceLine])
    }

    @Test func twoTracesAreNone() throws {
        let line = "traceparent: \(Self.valid)"
        #expect(try traceLines(line, line) == [ForwardedRequest.traceLine])
    }

    @Test func aStateWithoutTraceIsRemoved() throws {
        #expect(try traceLines("tracestate: a=b") == [ForwardedRequest.traceLine])
    }
}
