import GatehouseOAuth
import Testing

@Suite("E-mail addresses")
struct EmailAddressTests {
    @Test func theTextIsKeptAndComparedWithoutCase() throws {
        let address = try #require(EmailAddress("Alice.B@Example.Test"))
        #expect(address.value == "Alice.B@Example.Test")
        #expect(address.folded == "alice.b@example.test")
        let same = try #require(EmailAddress("alice.b@EXAMPLE.test"))
        #expect(Set([address]).contains(same))
        #expect(address != EmailAddress("alice.c@example.test"))
    }

    @Test(arguments: ["a@b", "a+tag@example.test", "o'neil@x-1.example", "!#$%&'*+-/=?^_`{|}~@example.test"])
    func practicalAddressesAreAccepted(text: String) {
        #expect(EmailAddress(text) != nil)
    }

    @Test(
        arguments: [
            "", "@", "a@", "@b", "a", "a@b@c", "a b@c", ".a@b", "a.@b", "a..b@c", "a@.b", "a@b.", "a@b..c", "a@-b",
            "a@b-", "a@b_c", "a@[127.0.0.1]", "\"a\"@b", "ä@b", "a@ä", "a@b\r\nBcc: c@d", "a@b\0", "a,b@c", "<a@b>",
        ]
    )
    func otherTextIsNoAddress(text: String) {
        #expect(EmailAddress(text) == nil)
    }

    @Test func lengthIsBounded() {
        let domain = Array(repeating: String(repeating: "d", count: 63), count: 3).joined(separator: ".")
        #expect(EmailAddress(String(repeating: "a", count: 62) + "@" + domain) != nil)
        #expect(EmailAddress(String(repeating: "a", count: 63) + "@" + domain) == nil)
        #expect(EmailAddress(String(repeating: "a", count: 65) + "@b") == nil)
        #expect(EmailAddress("a@" + String(repeating: "d", count: 64)) == nil)
    }
}
