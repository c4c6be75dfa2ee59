/// Holds the policy of the sample API: the same text as `policies/tstapp.yaml` of the repository, where a test compares.
enum DemoPolicy {
    /// The upstream's port as the policy writes it.
    static let port = 9_000

    static let text = """
        # The sample application of `gatehouse demo`. Change it while the demo runs: it is read again at once.
        application: tstapp
        name: Test application
        upstream: http://127.0.0.1:9000
        prefix: /tstapp
        scopes:
          tstapp_data.read: Read your data
          tstapp_data.write: Create, change and delete your data
        routes:
          GET /health: public
          GET /callback: public
          GET /data/**: tstapp_data.read
          POST,PUT,PATCH,DELETE /data/**: tstapp_data.write
          GET /slow: tstapp_data.read
          GET /stream: tstapp_data.read
          ANY /me: authenticated
        examples:
          - GET /tstapp/health: permit
          - GET /tstapp/data/1 with tstapp_data.read: permit
          - POST /tstapp/data with tstapp_data.read: deny insufficient_scope
          - POST /tstapp/data with tstapp_data.write: permit
          - POST /tstapp/data: deny missing_token

        """

    /// The text with the upstream on another port of the loopback address; nil if it has no line to change.
    static func text(_ text: String, onPort port: Int) -> String? {
        var hasChanged = false
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { line in
                guard !hasChanged, line.hasPrefix("upstream:") else { return String(line) }
                hasChanged = true
                return "upstream: http://127.0.0.1:\(port)"
            }
        return hasChanged ? lines.joined(separator: "\n") : nil
    }

    /// The port of the loopback address that a policy's `upstream:` names, if it names one.
    static func port(in text: String) -> Int? {
        for line in text.split(separator: "\n") where line.hasPrefix("upstream:") {
            let address = line.dropFirst("upstream:".count).prefix { $0 != "#" }.split(separator: " ").first ?? ""
            for host in ["http://127.0.0.1:", "http://localhost:"] where address.hasPrefix(host) {
                return Int(address.dropFirst(host.count))
            }
        }
        return nil
    }
}
