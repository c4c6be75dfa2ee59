import Testing

@testable import Gatehouse

@Suite("When it is news that an issuer can be asked")
struct QuestionNewsTests {
    @Test func failuresInARowAreOnePieceOfNews() {
        var news = QuestionNews()
        #expect(news.note(isSuccess: true, now: 0) == nil)
        #expect(news.note(isSuccess: false, now: 1) == .failing)
        #expect(news.note(isSuccess: false, now: 2) == nil)
        #expect(news.note(isSuccess: true, now: 2 + QuestionNews.calm) == .answering)
        #expect(news.note(isSuccess: true, now: 100) == nil)
        #expect(news.note(isSuccess: false, now: 101) == .failing)
    }

    @Test func anIssuerThatAnswersNowAndThenFillsNoLog() {
        var news = QuestionNews()
        var told: [QuestionNews.Item] = []
        for second in 0..<1_000 {
            if let item = news.note(isSuccess: second % 2 == 1, now: Int64(second)) { told.append(item) }
        }
        #expect(told == [.failing])
    }
}
