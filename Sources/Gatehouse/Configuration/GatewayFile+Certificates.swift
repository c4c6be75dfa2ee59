import GatehousePolicy

/// Reads `tls.certificates`, the one list of mappings.
extension GatewayFile {
    private static let names = ["certificate", "key"]

    /// Each element as one text for the checks, and what is wrong with its shape.
    static func certificates(_ elements: [LocatedNode]) -> (texts: [String], problems: [ConfigurationProblem]) {
        var texts: [String] = []
        var problems: [ConfigurationProblem] = []
        for element in elements {
            let found = paths(element)
            problems += found.problems
            // One that is refused stands for itself, so that nobody says that there is none.
            texts.append(found.text ?? "?" + TLSSettings.separator + "?")
        }
        return (texts, problems)
    }

    private static func paths(_ element: LocatedNode) -> (text: String?, problems: [ConfigurationProblem]) {
        guard case .mapping(let entries) = element.content else {
            let problem = ConfigurationProblem(
                element.location.description,
                "an element of tls.certificates must be a mapping",
                suggestion: "write { certificate: PATH, key: PATH }"
            )
            return (nil, [problem])
        }
        var values: [String: String] = [:]
        var problems: [ConfigurationProblem] = []
        for entry in entries {
            guard let name = entry.key.text, names.contains(name), values[name] == nil else {
                problems.append(unknown(entry.key))
                continue
            }
            guard let path = entry.value.text, !path.isEmpty, !path.contains("\n") else {
                let place = entry.value.location.description
                problems.append(ConfigurationProblem(place, "\(name) must be a path", suggestion: nil))
                values[name] = ""
                continue
            }
            values[name] = path
        }
        for name in names where values[name] == nil {
            let other = name == "key" ? "certificate" : "key"
            problems.append(
                ConfigurationProblem(
                    element.location.description,
                    "this certificate has no \(name)",
                    suggestion: "write \(name): PATH beside its \(other)"
                )
            )
        }
        guard problems.isEmpty, let certificate = values["certificate"], let key = values["key"] else {
            return (nil, problems)
        }
        return (certificate + TLSSettings.separator + key, [])
    }

    private static func unknown(_ key: LocatedNode) -> ConfigurationProblem {
        let name = key.text ?? "this key"
        let suggestion = Suggestion.nearest(to: name, among: names) ?? "write certificate and key, each once"
        return ConfigurationProblem(
            key.location.description,
            "a certificate has no setting \(name) here",
            suggestion: suggestion
        )
    }
}
