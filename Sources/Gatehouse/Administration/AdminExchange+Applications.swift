import GatehouseOAuth

extension AdminExchange<[StoredApplicationRow]> {
    /// All applications of the store, by key.
    static var storedApplications: AdminExchange {
        AdminExchange(list: AdminRequest(.get, "stored-applications", query: AdminRequest.wholePages)) {
            (rows: [StoredApplicationRow]) in rows
        }
    }
}

extension AdminExchange<String> {
    /// The document of an application of the store.
    static func document(of key: String) throws(AdminRefusal) -> AdminExchange {
        AdminExchange(try AdminRequest.storedApplication(key)) { (stored: StoredText) in stored.document }
    }
}

extension AdminExchange<Void> {
    /// An application of the store goes, after it was found there: what a file declares is not taken for it.
    static func deletedApplication(_ key: String) throws(AdminRefusal) -> AdminExchange {
        let found = try AdminRequest.storedApplication(key)
        let deletion = AdminRequest(.delete, "applications", key, ifMatch: "*")
        return AdminExchange(found, then: [deletion]) { (_: StoredText) in }
    }
}

extension AdminRequest {
    fileprivate static func storedApplication(_ key: String) throws(AdminRefusal) -> AdminRequest {
        AdminRequest(.get, "stored-applications", try segment(key, or: .notStored(key)))
    }
}

/// What is read of an application of the store besides its row.
private struct StoredText: Decodable {
    let document: String
}
