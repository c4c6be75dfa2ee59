/// A page of the dashboard without its frame, for whoever sees nothing else.
struct DoorPage: Page {
    static let template = "boardDoor"

    let site: PageSite
    let title: String
    let text: String
    /// What is to be done by the command line; nil if nothing is.
    let command: String?
    /// What stands below the command.
    let advice: String?
    let next: BoardLink?

    init(site: PageSite, _ words: DoorWords) {
        self.site = site
        title = words.title
        text = words.text
        command = words.command
        advice = words.advice
        next = words.next
    }

    func securityPolicy(mayRedirectTo redirectURI: String?) -> PageSecurityPolicy { .dashboard }
}
