import GatehouseOAuth
import GatehousePolicy
import GatehouseStorage
import Glibc

/// What `gatehouse why` prints, and how it ends.
package struct WhyReport: Sendable, Equatable {
    /// For people.
    package let text: String
    /// For programs.
    package let json: String
    /// Whether there is such a request.
    package let isPositive: Bool
}

/// Answers why a request was decided as it was.
///
/// It reads the server's file itself and changes nothing: that works while the server runs and when it does not.
package struct WhyConsole: Sendable {
    /// The server writes at least every second.
    private static let interval = Duration.milliseconds(200)

    private let path: String
    private let decisions: DecisionConfiguration
    /// How long a request that has just been made is waited for.
    private let patience: Duration

    /// Asks the data directory of a configuration.
    package init(_ configuration: GatehouseConfiguration, patience: Duration = .seconds(2)) {
        self.path = DataDirectory(configuration.data).decisions
        self.decisions = configuration.decisions
        self.patience = patience
    }

    /// Opens a console for a command: flags, environment and `gateway.yaml` say where the data is.
    package static func open(_ flags: SettingFlags, environment: [String: String]) throws(ExitFailure) -> WhyConsole {
        WhyConsole(try ConfigurationLoader.load(flags, environment: environment))
    }

    /// The decision about the request of that id, or of the only id that begins so.
    package func explain(_ requestID: String) async throws(ExitFailure) -> WhyReport {
        let clock = ContinuousClock()
        let deadline = clock.now + patience
        while true {
            switch try search(requestID) {
            case .found(let decision): return WhyText(decision).report
            case .several(let ids): return no(several(ids, requestID), requestID)
            case .nothing: break
            }
            guard clock.now < deadline, !Task.isCancelled else { return no(unknown(requestID), requestID) }
            try? await Task.sleep(for: Self.interval)
        }
    }

    private func search(_ requestID: String) throws(ExitFailure) -> DecisionSearch {
        guard access(path, F_OK) == 0 else {
            throw ExitFailure(
                .environment,
                "There are no decisions in \(path): no server has run on that data directory.",
                hint: "Name the server's directory with --data."
            )
        }
        do throws(StorageError) {
            return try DecisionSearch.find(requestID, path: path)
        } catch {
            throw ExitFailure(error, database: path)
        }
    }

    private func no(_ text: String, _ requestID: String) -> WhyReport {
        WhyReport(
            text: text,
            json: ReportJSON.text(["request_id": requestID, "error": "not_found", "message": text]),
            isPositive: false
        )
    }

    private func several(_ ids: [String], _ requestID: String) -> String {
        "Several requests have an id that begins with \(requestID.printable):\n"
            + ids.map { "  \($0.printable)" }.joined(separator: "\n") + "\nName one of them whole."
    }

    private func unknown(_ requestID: String) -> String {
        var lines = ["No decision about the request \(requestID.printable) is kept."]
        if decisions.rows == 0 {
            lines.append("Decisions are only counted here: `decisions: { rows: 0 }` in gateway.yaml.")
            return lines.joined(separator: "\n")
        }
        lines.append("It may be one of these:")
        if requestID.utf8.count < DecisionSearch.shortestPrefix {
            lines.append(
                "  - The id is not whole: of its beginning at least \(DecisionSearch.shortestPrefix) characters."
            )
        }
        lines += [
            "  - The id is mistyped, or of another server. It is the answer's X-Request-Id.",
            "  - The request was older than \(decisions.days) days, or than the last \(decisions.rows) decisions.",
            "  - So many came at once that it was counted and not kept.",
            "  - It was for the authorization server's own pages, which decide for themselves.",
        ]
        return lines.joined(separator: "\n")
    }
}
