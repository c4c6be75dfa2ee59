import GatehouseTestSupport
import Testing

@testable import GatehousePolicy

@Suite("Addresses")
struct UpstreamAddressTests {
    @Test(arguments: [
        ("unix:/var/lib/gatehouse/admin.sock", true), ("unix:/var/lib/gatehouse/app.sock", false),
        ("http://127.0.0.1:8081", true), ("http://localhost:8081", true), ("http://[::1]:8081/x", true),
        ("http://10.0.0.5:8081", true), ("http://10.0.0.6:8081", false), ("http://127.0.0.1:8082", false),
    ])
    func whereTheServerIsAdministeredIsNoUpstream(_ text: String, _ isOwn: Bool) throws {
        var context = PolicyContext.loopback
        context.ownAddresses = [
            .unix(path: "/var/lib/gatehouse/admin.sock"),
            .tcp(scheme: .http, host: "10.0.0.5", port: 8_081, basePath: ""),
        ]
        let compilation = compile(Item.application.with(["upstream": .plain(text)]), context: context)
        #expect(compilation.diagnostics.contains { $0.message.contains("is administered") } == isOwn)
    }

    @Test(arguments: [
        ("http://127.0.0.1:9000", UpstreamAddress.tcp(scheme: .http, host: "127.0.0.1", port: 9_000, basePath: "")),
        ("http://backend", .tcp(scheme: .http, host: "backend", port: 80, basePath: "")),
        ("http://backend/", .tcp(scheme: .http, host: "backend", port: 80, basePath: "")),
        ("http://backend/api/v1", .tcp(scheme: .http, host: "backend", port: 80, basePath: "/api/v1")),
        ("https://b-1.example.test", .tcp(scheme: .https, host: "b-1.example.test", port: 443, basePath: "")),
        ("h2c://10.0.0.1:50051", .tcp(scheme: .h2c, host: "10.0.0.1", port: 50_051, basePath: "")),
        ("http://[::1]:9000", .tcp(scheme: .http, host: "[::1]", port: 9_000, basePath: "")),
        ("http://[2001:db8::7]", .tcp(scheme: .http, host: "[2001:db8::7]", port: 80, basePath: "")),
        ("unix:/run/app.sock", .unix(path: "/run/app.sock")),
    ])
    func anUpstreamIsReadStrictly(_ text: String, _ address: UpstreamAddress) throws {
        #expect(try UpstreamAddressParser.parse(text) == address)
    }

    @Test(arguments: ["http://127.0.0.1:9000", "http://[::1]:9000/api", "unix:/run/app.sock"])
    func anUpstreamIsWrittenAsItIsRead(_ text: String) throws {
        #expect(try UpstreamAddressParser.parse(text).description == text)
    }

    @Test(
        arguments: [
            "", "backend", "backend:80", "//backend", "HTTP://backend", "http:backend", "http://", "http://:80",
            "http://backend:", "http://backend:0", "http://backend:080", "http://backend:65536", "http://backend:8a",
            "http://user@backend", "http://user:pass@backend", "http://backend?x", "http://backend#x",
            "http://backend/x/",
            "http://backend/a//b", "http://backend/../x", "http://back end", "http://Backend", "http://b\u{E9}",
            "http://-b",
            "http://b_", "http://b-.test", "http://1.2.3", "http://1.2.3.256", "http://01.2.3.4", "http://a..b",
            "http://[::1",
            "http://[::1]x", "http://[1:2]", "http://[::g]", "http://[1::2::3]", "http://\u{212A}.test",
            "unix:", "unix:run/app.sock", "unix://run/app.sock", "unix:/run/\u{0}x", "ws://backend", "tcp://backend:80",
        ]
        .filter { $0 != "http://b_" }
    )
    func whatIsNotExactlyAnUpstreamIsRefused(_ text: String) {
        #expect(throws: FieldProblem.self) { try UpstreamAddressParser.parse(text) }
    }

    @Test func aSocketPathFitsItsAddress() {
        let longest = "unix:/" + String(repeating: "a", count: 99)
        #expect(throws: Never.self) { try UpstreamAddressParser.parse(longest) }
        #expect(throws: FieldProblem.self) { try UpstreamAddressParser.parse(longest + "a") }
    }

    @Test(arguments: ["api.example.test", "localhost", "10.0.0.1", "a.test:8080", "xn--caf-dma.test", "a_b.test"])
    func aHostEntryIsALowercaseNameOrAddress(_ text: String) {
        #expect(HostEntry.problem(of: text) == nil)
    }

    @Test(arguments: [
        ("A.test", "write 'a.test'"), ("a.test:", "a port is a number from 1 to 65535"),
        ("a.test:http", "a port is a number from 1 to 65535"),
        ("https://a.test", "write the name alone, without scheme and path"),
        ("*.test", "name each host; without 'hosts' any host is answered"), ("[::1]", "use names or IPv4 addresses"),
        ("caf\u{E9}.test", "write the name in its ASCII form, 'xn--…'"), ("a.test.", "leave out the dot at the end"),
        ("1.2.3.4.5", "write a name such as 'api.example.test'"), ("a b", "write a name such as 'api.example.test'"),
    ])
    func anotherHostEntryIsExplained(_ text: String, _ suggestion: String) {
        #expect(HostEntry.problem(of: text)?.suggestion == suggestion)
    }

    @Test(arguments: [
        ("http://localhost:8080", "localhost:8080", true), ("http://localhost:80", "localhost", true),
        ("https://Auth.Example.test:443", "auth.example.test", false), ("http://127.8.9.1:1", "127.8.9.1:1", true),
        ("http://[::1]:8080", "[::1]:8080", true), ("https://app.localhost", "app.localhost", true),
        ("https://localhost.evil.test", "localhost.evil.test", false),
        ("https://127.evil.test", "127.evil.test", false),
    ])
    func anIssuerIsAnOrigin(_ issuer: String, _ authority: String, _ isLoopback: Bool) throws {
        let context = try #require(PolicyContext(issuer: issuer))
        #expect(context.issuer == issuer)
        #expect(context.issuerAuthority == authority)
        #expect(context.issuerIsLoopback == isLoopback)
    }

    @Test(arguments: [
        "", "localhost:8080", "ftp://a.test", "https://", "https://a.test/", "https://a.test/x", "https://a.test?x",
        "https://u@a.test", "https://a.test:0", "https:///x", "https://\u{212A}.test",
    ])
    func anythingElseIsNoIssuer(_ issuer: String) {
        #expect(PolicyContext(issuer: issuer) == nil)
    }
}
