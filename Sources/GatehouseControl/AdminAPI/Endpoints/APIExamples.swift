import GatehouseJOSE

/// Bodies as the document shows them; a test sends each of them.
enum APIExamples {
    static let newClient: JSONObject = [
        "application": "tstapp",
        "name": "Reporting job",
        "grants": ["client_credentials"],
        "scopes": ["tstapp_data.read"],
    ]

    static let clientChanges: JSONObject = [
        "name": "Reporting job",
        "grants": ["client_credentials"],
        "scopes": ["tstapp_data.read", "tstapp_data.write"],
        "settings": ["access_token_seconds": 600],
    ]

    static let trial: JSONObject = [
        "application": "tstapp",
        "method": "GET",
        "target": "/tstapp/data/1",
        "scopes": ["tstapp_data.read"],
    ]

    static let newUser: JSONObject = [
        "username": "alice",
        "email": "alice@example.test",
        "name": "Alice Archer",
        "attributes": ["department": ["finance"]],
    ]

    static let userChanges: JSONObject = [
        "email": "alice@example.test",
        "name": "Alice Archer",
        "scopes": ["gatehouse_read"],
    ]

    static let scopeChanges: JSONObject = ["give": ["gatehouse_read"], "take": []]

    static let comparison: JSONObject = [
        "clients": ["reporting"],
        "secret_digests": ["reporting": "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"],
    ]

    static let newApplication: JSONObject = [
        "key": "tstapp",
        "name": "Test application",
        "upstreams": ["http://127.0.0.1:9000"],
        "prefix": "/tstapp",
        "scopes": [["name": "tstapp_data.read", "text": "Read your data"]],
        "routes": [["match": "GET /data/**", "requirement": "tstapp_data.read"]],
    ]

    static let applicationChanges: JSONObject = [
        "name": "Test application",
        "upstreams": ["http://127.0.0.1:9000"],
        "prefix": "/tstapp",
        "scopes": [["name": "tstapp_data.read", "text": "Read your data"]],
        "routes": [["match": "GET /data/**", "requirement": "tstapp_data.read"]],
    ]

    static let revocation: JSONObject = ["kind": "client", "name": "reporting", "dry_run": true]
}
