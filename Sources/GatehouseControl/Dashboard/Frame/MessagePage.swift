/// Says one thing inside the frame, with the way on.
struct MessagePage: BoardPage {
    static let template = "boardMessage"

    let frame: DashboardFrame
    let title: String
    let text: String?
    let next: BoardLink
}
