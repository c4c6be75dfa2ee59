"""What takes time to be wrong. The request was sent when the run began."""


def test_an_upstream_that_never_answers_is_504(unanswered):
    answer = unanswered.read()
    assert answer.status == 504
    assert answer.one("Content-Type") == "application/problem+json"
