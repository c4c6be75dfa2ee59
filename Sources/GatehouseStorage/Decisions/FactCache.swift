import Foundation
import GRDB
import GatehousePolicy

/// Remembers under which id an explanation or the facts of a token are stored, so that decisions share them.
///
/// One generation of facts serves a bounded run of decisions: when those are pruned, its facts can go too.
struct FactCache {
    /// What decisions share.
    enum Fact: Hashable {
        case explanation(DecisionExplanation)
        case token(TokenFacts)
    }

    private static let generationLength: Int64 = 20_000
    private static let capacity = 4_096
    /// Of the facts as they are stored, in bytes.
    static let byteCapacity = 4 << 20

    private var ids: [FactKey: Int64] = [:]
    private(set) var bytes = 0
    /// No decision above it refers to the facts of this generation.
    private var lastSequence: Int64 = 0

    /// Begins another generation if decisions up to that sequence would not belong to this one.
    mutating func prepare(upTo sequence: Int64) {
        guard sequence > lastSequence else { return }
        forget()
        lastSequence = sequence + Self.generationLength
    }

    /// Forgets everything, as after a transaction that was rolled back.
    mutating func reset() {
        self = FactCache()
    }

    /// The id of a fact, which is stored if it is new.
    mutating func id(of fact: Fact, in database: Database) throws -> Int64 {
        let key = FactKey(fact)
        if let known = ids[key] { return known }
        let (id, size) = try store(fact, in: database)
        if ids.count >= Self.capacity || bytes + size > Self.byteCapacity { forget() }
        ids[key] = id
        bytes += size
        return id
    }

    /// The id of a fact that no other decision shares, and that is not remembered.
    func idOfOwn(_ fact: Fact, in database: Database) throws -> Int64 {
        try store(fact, in: database).id
    }

    private mutating func forget() {
        ids = [:]
        bytes = 0
    }

    private func store(_ fact: Fact, in database: Database) throws -> (id: Int64, size: Int) {
        let text = try Self.text(of: fact)
        let statement = try database.cachedStatement(sql: "INSERT INTO fact (lastSequence, body) VALUES (?, ?)")
        try statement.execute(arguments: [lastSequence, text])
        return (database.lastInsertedRowID, text.utf8.count)
    }

    private static func text(of fact: Fact) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        let data =
            switch fact {
            case .explanation(let explanation): try encoder.encode(explanation)
            case .token(let token): try encoder.encode(token)
            }
        return String(decoding: data, as: UTF8.self)
    }
}

/// Reads facts again, each text once.
struct FactReader {
    private var explanations: [Int64: DecisionExplanation] = [:]
    private var tokens: [Int64: TokenFacts] = [:]
    private let decoder = JSONDecoder()

    mutating func explanation(_ id: Int64?, in database: Database) throws -> DecisionExplanation? {
        guard let id else { return nil }
        if let known = explanations[id] { return known }
        let read: DecisionExplanation? = try read(id, in: database)
        explanations[id] = read
        return read
    }

    mutating func token(_ id: Int64?, in database: Database) throws -> TokenFacts? {
        guard let id else { return nil }
        if let known = tokens[id] { return known }
        let read: TokenFacts? = try read(id, in: database)
        tokens[id] = read
        return read
    }

    private func read<Fact: Decodable>(_ id: Int64, in database: Database) throws -> Fact? {
        let statement = try database.cachedStatement(sql: "SELECT body FROM fact WHERE id = ?")
        guard let text = try String.fetchOne(statement, arguments: [id]) else { return nil }
        // One that another version wrote in another form is as good as none: the decision itself still tells much.
        return try? decoder.decode(Fact.self, from: Data(text.utf8))
    }
}
