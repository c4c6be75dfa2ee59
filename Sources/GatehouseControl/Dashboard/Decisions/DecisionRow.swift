import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy

/// One request in a list: when, whether it passed, what it was, why, and who asked.
struct DecisionRow: Sendable, Equatable {
    /// Where the whole decision is.
    let link: String
    let time: PageTime
    /// `18:04:31`.
    let clock: String
    /// The day, unless it is today.
    let day: String?
    let isPermit: Bool
    /// `403`, or `none` if the client got no answer.
    let status: String
    let method: String
    let path: String
    /// Why, in words.
    let words: String
    /// The stable name of a refusal or a failure; nil where nothing went wrong.
    let label: String?
    let client: DecisionParty?
    let person: DecisionParty?
    /// A program that asked for itself.
    let isItself: Bool

    init(_ decision: RecordedDecision, names: DirectoryNames, now: Int64) {
        let time = PageTime(decision.time / 1_000, now: now)
        link = DecisionLink.decision(decision.requestID)
        self.time = time
        clock = String(time.utc.dropFirst(11).prefix(8))
        let today = PageTime(now, now: now).day
        day = time.day == today ? nil : time.day
        isPermit = decision.isPermit
        status = decision.status == 0 ? "none" : String(decision.status)
        method = DecisionText.cut(decision.method, to: 24)
        path = DecisionText.cut(decision.path, to: 120)
        words = DecisionText.cut(DecisionText.ground(of: decision), to: 160)
        label =
            decision.isPermit
            ? decision.upstreamFailure : DecisionWords.label(reason: decision.reason, detail: decision.detail)
        client = decision.client.map { .client($0, names: names) }
        isItself = decision.isForItself
        person = isItself ? nil : decision.subject.map { .person($0, names: names) }
    }
}

extension RecordedDecision {
    /// RFC 9068 §5: the token of a client that acts for itself is about the client.
    var isForItself: Bool {
        guard let client, let subject else { return false }
        return client.hasSameBytes(as: subject)
    }
}

/// A client or a person as a list names it.
struct DecisionParty: Sendable, Equatable {
    let name: String
    /// Its page; nil for what is not registered here any more.
    let link: String?

    static func client(_ id: String, names: DirectoryNames) -> DecisionParty {
        guard let name = names.clients[id] else { return unknown(id) }
        return DecisionParty(name: DecisionText.cut(PageWords.name(name), to: 80), link: DecisionLink.client(id))
    }

    static func person(_ id: String, names: DirectoryNames) -> DecisionParty {
        guard let name = names.users[id] else { return unknown(id) }
        return DecisionParty(name: DecisionText.cut(PageWords.name(name), to: 80), link: DecisionLink.person(id))
    }

    private static func unknown(_ id: String) -> DecisionParty {
        DecisionParty(name: DecisionText.cut(PageWords.name(id), to: 60), link: nil)
    }
}
