import GatehousePolicy
import GatehouseProxy

/// Says what is wrong with a value, before it is known where it was set.
struct SettingProblem: Error, Equatable {
    let message: String
    let suggestion: String?

    init(_ message: String, _ suggestion: String?) {
        self.message = message
        self.suggestion = suggestion
    }
}

/// Reads settings one by one and collects everything that is wrong with them.
struct SettingChecks {
    let reader: SettingReader
    private(set) var problems: [ConfigurationProblem]
    private var failed: Set<SettingKey> = []

    init(reader: SettingReader, problems: [ConfigurationProblem]) {
        self.reader = reader
        self.problems = problems
    }

    func hasProblem(with key: SettingKey) -> Bool {
        failed.contains(key)
    }

    mutating func report(_ key: SettingKey, _ message: String, _ suggestion: String?) {
        failed.insert(key)
        problems.append(ConfigurationProblem(reader.origin(key), message, suggestion: suggestion))
    }

    mutating func value<Value>(
        _ key: SettingKey,
        _ convert: (String) throws(SettingProblem) -> Value,
        assign: (Value) -> Void
    ) {
        guard let text = reader.text(key) else { return }
        do throws(SettingProblem) {
            assign(try convert(text))
        } catch {
            report(key, error.message, error.suggestion)
        }
    }

    mutating func list<Value>(
        _ key: SettingKey,
        _ convert: (String) throws(SettingProblem) -> Value,
        assign: ([Value]) -> Void
    ) {
        guard let texts = reader.list(key) else { return }
        var values: [Value] = []
        for text in texts {
            do throws(SettingProblem) {
                values.append(try convert(text))
            } catch {
                report(key, error.message, error.suggestion)
            }
        }
        if !hasProblem(with: key) { assign(values) }
    }

    mutating func listen(_ key: SettingKey, assign: (ListenSetting) -> Void) {
        guard let texts = reader.list(key), !texts.isEmpty else { return }
        do throws(ListenAddressProblem) {
            assign(try ListenSetting(texts))
        } catch {
            report(key, error.message, error.suggestion)
        }
    }

    mutating func address(_ key: SettingKey, assign: (ListenAddress) -> Void) {
        guard let text = reader.text(key) else { return }
        do throws(ListenAddressProblem) {
            // `localhost` is IPv4's loopback here, where one address is wanted.
            if let address = try ListenSetting([text]).required.first { assign(address) }
        } catch {
            report(key, error.message, error.suggestion)
        }
    }

    mutating func number(_ key: SettingKey, in range: ClosedRange<Int64>, assign: (Int64) -> Void) {
        guard let text = reader.text(key) else { return }
        guard let number = Int64(text), range.contains(number) else {
            let bounds = "from \(range.lowerBound) to \(range.upperBound)"
            return report(key, "\(text) is not a whole number \(bounds)", nil)
        }
        assign(number)
    }

    mutating func choice(_ key: SettingKey, _ words: [String], assign: (String) -> Void) {
        guard let text = reader.text(key) else { return }
        guard words.contains(text) else {
            let guess = Suggestion.nearest(to: text, among: words)
            return report(key, "\(text) is none of \(words.joined(separator: ", "))", guess)
        }
        assign(text)
    }

    mutating func flag(_ key: SettingKey, assign: (Bool) -> Void) {
        guard let text = reader.text(key) else { return }
        switch text.lowercased() {
        case "true", "yes", "1": assign(true)
        case "false", "no", "0": assign(false)
        default: report(key, "\(text) is neither true nor false", nil)
        }
    }
}
