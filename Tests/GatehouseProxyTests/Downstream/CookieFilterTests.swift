import Testing

@testable import GatehouseProxy

@Suite("The gate's own cookies")
struct CookieFilterTests {
    @Test(arguments: [
        ("gatehouse-session=x", ""), ("__Host-gatehouse-session=x", ""), ("a=b; gatehouse-session=x", "a=b"),
        ("gatehouse-session=x; a=b", "a=b"), ("a=b; gatehouse-x=1; c=d", "a=b; c=d"), ("gatehouse-=", ""),
        ("a=b;gatehouse-x=1;c=d", "a=b;c=d"), ("a=b ;\tGATEHOUSE-x=1 ; c=\"d\"", "a=b; c=\"d\""),
        ("gatehouse-x", ""), ("; ; gatehouse-x=1; ;", ""), ("__HOST-GATEHOUSE-x=1; __Host-other=2", "__Host-other=2"),
        ("gatehouse-a=1; gatehouse-b=2; a=b; gatehouse-c=3", "a=b"), ("x=1; gatehouse-a=\"a; b\"", "x=1; b\""),
    ])
    func ourCookiesDoNotReachApplications(value: String, expected: String) throws {
        let kept = try ForwardedRequest.kept(["Before: 1", "Cookie: \(value)", "After: 2"])
        #expect(kept == ["Before: 1"] + (expected.isEmpty ? [] : ["Cookie: \(expected)"]) + ["After: 2"])
    }

    @Test(arguments: [
        "a=b", "a=gatehouse-x", "xgatehouse-x=1", "gatehouse=1", "gatehouse_x=1", "Host-gatehouse-x=1", "a=b;;c",
        " ; a",
        "__Secure-gatehouse-x=1",
    ])
    func otherCookiesStayByteForByte(value: String) throws {
        #expect(try ForwardedRequest.kept(["COOKIE:\(value) "]) == ["COOKIE:\(value) "])
    }

    @Test func everyLineIsFiltered() throws {
        let fields = ["Cookie: a=b; gatehouse-x=1", "cookie: gatehouse-y=2", "Cookie: c=d"]
        #expect(try ForwardedRequest.kept(fields) == ["Cookie: a=b", "Cookie: c=d"])
        #expect(try ForwardedRequest.kept(fields, to: .control) == fields)
    }

    /// RFC 6265bis §5.6: browsers send a cookie without a name back as its bare value.
    @Test(arguments: ["=gatehouse-x=1", " = gatehouse-x=1", "==__Host-gatehouse-x=1", "=\t=GATEHOUSE-x"])
    func aCookieWithoutANameIsNotOneOfOurs(value: String) throws {
        let bytes = Array(value.utf8)
        let isOurs = CookieFilter.setsOwnCookie(bytes.span.bytes, ByteRange(0, bytes.count))
        #expect(isOurs)
    }

    @Test(arguments: ["a==gatehouse-x", "=a=gatehouse-x", "="])
    func aValueLikeOurNamesIsNone(value: String) throws {
        let bytes = Array(value.utf8)
        let isOurs = CookieFilter.setsOwnCookie(bytes.span.bytes, ByteRange(0, bytes.count))
        #expect(!isOurs)
    }
}
