/// Which part of a list a page shows, and the way to its neighbours.
struct ListPages: Sendable, Equatable {
    /// "21 to 40 of 312"; nil if all of it is shown.
    let words: String?
    /// Whether there is more than one page.
    let isDivided: Bool
    let previous: String?
    let next: String?
    /// What the page shows of it.
    let range: Range<Int>

    /// Counts pages from 1; `base` is the list's address up to and with the `?` or `&` before `page`.
    init(total: Int, size: Int, page: Int, base: String) {
        let last = max(1, (total + size - 1) / size)
        let page = min(max(page, 1), last)
        range = min((page - 1) * size, total)..<min(page * size, total)
        previous = page > 1 ? "\(base)page=\(page - 1)" : nil
        next = page < last ? "\(base)page=\(page + 1)" : nil
        isDivided = total > size
        words =
            isDivided
            ? "\(PageNumber.grouped(Int64(range.lowerBound + 1))) to \(PageNumber.grouped(Int64(range.upperBound)))"
                + " of \(PageNumber.grouped(Int64(total)))" : nil
    }

    /// The page that a query asks for; the first one if it asks for none that can be.
    static func number(_ text: String?) -> Int {
        text.flatMap { Int($0) } ?? 1
    }
}
