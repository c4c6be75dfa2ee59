import GatehousePolicy

/// Puts a decision into words for somebody in front of a terminal.
struct WhyText {
    private let decision: RecordedDecision
    private let words: DecisionWords

    init(_ decision: RecordedDecision) {
        self.decision = decision
        self.words = DecisionWords(decision)
    }

    var report: WhyReport {
        WhyReport(text: text, json: ReportJSON.text(WhyDocument(decision: decision, words: words)), isPositive: true)
    }

    var text: String {
        var parts = [words.title.printable + "\n" + words.reasonSentence.printable, Self.table(requestRows)]
        if let explanation = decision.explanation {
            parts.append("What the route asks for\n" + Self.table(explanation.conditions.map(Self.row)))
        }
        if let token = decision.token { parts.append(tokenHead(token) + "\n" + Self.table(tokenRows(token))) }
        if let remedy = words.remedy { parts.append("What would allow it\n  \(remedy.printable)") }
        return parts.joined(separator: "\n\n")
    }

    private var requestRows: [(String, String)] {
        var rows = [
            ("request", "\(decision.method) \(decision.path)"),
            ("request id", decision.requestID),
            ("time", WallTime(milliseconds: decision.time).text),
            ("from", decision.peer),
            ("application", decision.application ?? "none"),
        ]
        if let route = decision.route {
            rows.append(("route", "\(route)" + (decision.explanation.map { " (\($0.place))" } ?? "")))
        } else {
            rows.append(("route", "none"))
        }
        if let client = decision.client { rows.append(("client", client)) }
        if let subject = decision.subject, decision.client.map({ !$0.utf8.elementsEqual(subject.utf8) }) ?? true {
            rows.append(("person", subject))
        }
        rows.append(("decision", DecisionWords.label(reason: decision.reason, detail: decision.detail)))
        rows.append(("answer", answer))
        return rows
    }

    private var answer: String {
        var text = decision.status == 0 ? "none: the client was gone" : "\(decision.status)"
        if decision.isRefusedCall { text += " with a status of gRPC" }
        if let failure = decision.upstreamFailure { text += ", \(failure)" }
        text += " after \(Self.milliseconds(decision.duration))"
        if let upstream = decision.upstreamDuration {
            text += ", of which the upstream took \(Self.milliseconds(upstream))"
        }
        return text
    }

    private func tokenHead(_ token: TokenFacts) -> String {
        token.isVerified
            ? "The token, which its issuer signed"
            : "The token, as it describes itself: nobody vouches for any of it"
    }

    private func tokenRows(_ token: TokenFacts) -> [(String, String)] {
        var rows: [(String, String)] = []
        func add(_ name: String, _ value: String?) {
            if let value { rows.append((name, value)) }
        }
        add("issuer", token.issuer.map { issuer in token.issuerName.map { "\(issuer), trusted as \($0)" } ?? issuer })
        add("client", token.client)
        add("subject", token.subject)
        add("audience", token.audience.isEmpty ? "none" : token.audience.joined(separator: " "))
        add("scopes", token.scopes.isEmpty ? "none" : token.scopes.joined(separator: " "))
        add("issued", token.issuedAt.map(Self.instant))
        add("expires", token.expiresAt.map(expiry))
        add("signed in", token.authenticationTime.map(Self.instant))
        add("key", token.keyID.map { id in token.algorithm.map { "\(id), \($0)" } ?? id })
        add("token id", token.tokenID)
        add("session", token.sessionID)
        if token.isBound { add("bound", "to a key or a certificate") }
        for (name, value) in token.claims.sorted(by: { $0.key < $1.key }) { add("claim \(name)", value) }
        return rows
    }

    private func expiry(_ seconds: Int64) -> String {
        let (left, overflow) = seconds.subtractingReportingOverflow(decision.time / 1_000)
        guard !overflow else { return Self.instant(seconds) }
        let distance =
            left >= 0 ? "\(DecisionWords.duration(left)) later" : "\(DecisionWords.duration(0 - left)) before"
        return "\(Self.instant(seconds)), \(distance)"
    }

    private static func row(_ condition: ExplainedCondition) -> (String, String) {
        (
            condition.subject,
            "\(condition.isMet ? "met" : "NOT MET"): wants \(condition.wanted); has \(condition.actual)"
        )
    }

    /// A token may claim any number; only those that a calendar has become dates.
    private static func instant(_ seconds: Int64) -> String {
        (0...253_402_300_799).contains(seconds) ? WallTime(seconds: seconds).secondText : "\(seconds)"
    }

    private static func milliseconds(_ microseconds: Int64) -> String {
        let thousandths = "\(microseconds % 1_000 + 1_000)".dropFirst()
        return "\(microseconds / 1_000).\(thousandths) ms"
    }

    /// Escapes every cell before lines are made, so that none adds one; names of claims come from outside, too.
    private static func table(_ cells: [(String, String)]) -> String {
        let rows = cells.map { ($0.printable, $1.printable) }
        let width = rows.map(\.0.count).max() ?? 0
        return
            rows.map { name, value in
                "  " + name + String(repeating: " ", count: width - name.count + 2) + value
            }
            .joined(separator: "\n")
    }
}

/// A decision as JSON, with its words.
private struct WhyDocument: Encodable {
    let decision: RecordedDecision
    let words: DecisionWords

    private enum CodingKeys: String, CodingKey {
        case title
        case sentence
        case remedy
    }

    func encode(to encoder: any Encoder) throws {
        try decision.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(words.title, forKey: .title)
        try container.encode(words.reasonSentence, forKey: .sentence)
        try container.encodeIfPresent(words.remedy, forKey: .remedy)
    }
}

extension String {
    /// The text with everything escaped that could begin a line or make a terminal do something, as a forged token
    /// may try to; for one value, not for lines that were put together.
    var printable: String {
        var text = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
                .paragraphSeparator:
                text.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
            default: text.append(scalar)
            }
        }
        return String(text)
    }
}
