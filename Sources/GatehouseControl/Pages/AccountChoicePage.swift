/// Asks who goes on (`prompt=select_account`): button `choice`, `continue` or `other`.
struct AccountChoicePage: Page {
    static let template = "accountChoice"

    let site: PageSite
    let form: PageForm
    /// Where the person is on the way to.
    let clientName: String
    let person: PagePerson
}
