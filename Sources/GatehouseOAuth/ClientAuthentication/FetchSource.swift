/// What is fetched, and from where.
struct FetchSource: Sendable {
    /// Under which the answer is remembered.
    let key: String
    /// Who is asked, so that a slow host does not hold up the others.
    let host: String
}
