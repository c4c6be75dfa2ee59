import GatehouseJOSE
import GatehouseOAuth

/// An event as a sentence in which names lead to what they name.
struct AuditSentence: Sendable, Equatable {
    /// A part of it.
    struct Part: Sendable, Equatable {
        let text: String
        /// Where the name leads; nil for words, and for who is gone.
        let link: String?
        /// Whether it is an id or a word of a protocol.
        let isCode: Bool
    }

    private(set) var parts: [Part] = []
    private let names: DirectoryNames

    init(_ event: AuditEvent, names: DirectoryNames) {
        self.names = names
        add(event.kind)
    }

    /// The sentence without its links.
    var text: String { parts.map(\.text).joined() }

    mutating func say(_ words: String) {
        parts.append(Part(text: words, link: nil, isCode: false))
    }

    mutating func code(_ text: String) {
        parts.append(Part(text: text, link: nil, isCode: true))
    }

    mutating func client(_ id: String) {
        let name = names.clients[id]
        parts.append(Part(text: name ?? id, link: name.map { _ in ClientPath.page(id) }, isCode: name == nil))
    }

    mutating func person(_ id: String) {
        let name = names.users[id]
        parts.append(Part(text: name ?? id, link: name.map { _ in PersonPath.page(id) }, isCode: name == nil))
    }

    mutating func application(_ key: String) {
        parts.append(Part(text: key, link: DecisionLink.application(key), isCode: true))
    }

    /// Whoever it is: a person, a client, or the name of a subject.
    mutating func anybody(_ id: String) {
        if UserID(id) != nil { person(id) } else { client(id) }
    }
}

extension AuditSentence {
    private mutating func add(_ kind: AuditKind) {
        switch kind {
        case .clientCreated(let client, let application):
            say("Created the client ")
            self.client(client.value)
            say(" of ")
            self.application(application)
        case .clientUpdated(let client, let changes):
            about(client, "Changed the client ")
            say(changes: changes)
        case .clientDisabled(let client): about(client, "Disabled the client ")
        case .clientEnabled(let client): about(client, "Enabled the client ")
        case .clientDeleted(let client): about(client, "Deleted the client ")
        case .clientFirstIssued(let client): about(client, "The first token of its life for ")
        case .secretAdded(let client, let secret, let kept): added(secret, to: client, kept: kept)
        case .secretRemoved(let client, let secret):
            say("Removed the secret ")
            code(secret)
            about(client, " of ")
        case .clientTried(let client, let user, _): tried(client, for: user)
        case .clientTokensRevoked(let client):
            say("Revoked all tokens of ")
            self.client(client)
        case .clientRevocationsFolded(_, let client):
            self.client(client)
            say(" revoked more tokens than are kept one by one: all it had are revoked")
        default: addOther(kind)
        }
    }

    private mutating func addOther(_ kind: AuditKind) {
        switch kind {
        case .keyGenerated(let key, let algorithm): about(key: key, "Made the \(algorithm.rawValue) key ")
        case .keyActivated(let key): about(key: key, "Signs from now on: the key ")
        case .keyRetired(let key): about(key: key, "Signs no more: the key ")
        case .keyRemoved(let key): about(key: key, "Removed the key ")
        case .tokenRevoked(let token, let client):
            about(key: token, "Revoked the token ")
            if let client {
                say(" of ")
                self.client(client)
            }
        case .grantRevoked(let grant): about(key: grant, "Revoked the grant ")
        case .subjectTokensRevoked(let subject):
            say("Revoked all tokens about ")
            anybody(subject)
        case .registrationTokenMade(let key, _):
            about(application: key, "Made a token that registers one client of the application ")
        case .applicationCreated(let key): about(application: key, "Created the application ")
        case .applicationUpdated(let key, let changes):
            about(application: key, "Changed the application ")
            say(changes: changes)
        case .applicationDeleted(let key): about(application: key, "Deleted the application ")
        case .account(let event, let facts): add(event, facts)
        default: unrecognized(kind)
        }
    }

    private mutating func say(changes: String) {
        guard !changes.isEmpty else { return }
        say(": ")
        code(changes)
    }

    private mutating func added(_ secret: String, to client: ClientID, kept: Int) {
        say("Added the secret ")
        code(secret)
        about(client, " to ")
        if kept == 1 { say(" and took the older ones away") }
    }

    private mutating func tried(_ client: ClientID, for user: String?) {
        about(client, "Tried the client ")
        guard let user else { return }
        say(" as ")
        person(user)
    }

    private mutating func about(_ client: ClientID, _ words: String) {
        say(words)
        self.client(client.value)
    }

    private mutating func about(key: String, _ words: String) {
        say(words)
        code(key)
    }

    private mutating func about(application key: String, _ words: String) {
        say(words)
        application(key)
    }

    /// Of another version of the program: told as it is.
    private mutating func unrecognized(_ kind: AuditKind) {
        code(kind.name)
        for (name, value) in kind.details.sorted(by: { $0.key < $1.key }) {
            say(" \(name) ")
            code(value)
        }
    }
}
