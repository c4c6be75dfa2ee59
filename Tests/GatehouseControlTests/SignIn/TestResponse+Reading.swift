import GatehouseJOSE
import GatehouseOAuth
import HTTPTypes
import HummingbirdTesting
import NIOCore

extension TestResponse {
    var text: String { String(buffer: body) }

    /// The page's start tags.
    var reading: HTMLReading { HTMLReading(text) }

    /// The parameters of the answer that a redirect brings to a client.
    var parameters: [String: String] {
        let query = (headers[.location] ?? "").utf8.drop { $0 != UInt8(ascii: "?") }.dropFirst()
        var found: [String: String] = [:]
        for pair in query.split(separator: UInt8(ascii: "&")) {
            let name = pair.prefix { $0 != UInt8(ascii: "=") }
            guard let key = FormText.decode(name) else { continue }
            found[key] = FormText.decode(pair.dropFirst(name.count + 1))
        }
        return found
    }

    /// The texts of a JSON object.
    var members: [String: String] {
        let object = try? JSONParser.parseObject(Array(buffer: body).span)
        var found: [String: String] = [:]
        for member in object?.members ?? [] {
            found[member.name] = member.value.string
        }
        return found
    }

    /// Where forms of the page may end.
    var formAction: String? {
        headers[.contentSecurityPolicy]?.split(separator: "; ").first { $0.hasPrefix("form-action ") }.map(String.init)
    }
}

extension HTMLReading {
    /// The value of the first field of that name.
    func field(_ name: String) -> String? {
        all("input").first { $0["name"] == name }?["value"]
    }

    /// The scopes that are ticked or cannot be unticked.
    var scopes: [String] {
        var scopes: [String] = []
        for input in all("input") where input["name"] == "scope" {
            if let value = input["value"], !scopes.contains(value) { scopes.append(value) }
        }
        return scopes
    }
}
