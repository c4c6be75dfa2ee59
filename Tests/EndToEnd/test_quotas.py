"""Quotas: what a caller may send in a day or a month is granted once, whatever becomes of the process meanwhile."""

import calendar
import concurrent.futures
import threading
import time

import pytest
import requests
from support.gateway import Gateway
from support.policies import tstapp
from support.upstream import Upstream
from support.waiting import eventually


class Stage:
    def __init__(self, folder, limits):
        self.upstream = Upstream()
        self.gateway = Gateway(folder, {"tstapp.yaml": tstapp(self.upstream.port) + f"limits: [{limits}]\n"}).start()
        self.client = self.gateway.create_client("tstapp_data.read")
        self.token = self.gateway.token(self.client)

    def get(self, token=None):
        return self.gateway.get("/tstapp/data/1", token or self.token)

    def change(self, limits):
        self.gateway.write_policy("tstapp.yaml", tstapp(self.upstream.port) + f"limits: [{limits}]\n")

    def close(self):
        if self.gateway.process.poll() is None:
            assert self.gateway.stop() == 0
        self.upstream.close()


@pytest.fixture
def stage(tmp_path):
    stages = []

    def make(limits):
        stages.append(Stage(tmp_path, limits))
        return stages[-1]

    yield make
    for made in stages:
        made.close()


def left(answer):
    fields = dict(part.split("=") for part in answer.headers["RateLimit"].split(";")[1:])
    return int(fields["r"]), int(fields["t"])


def until_next_month():
    now = time.gmtime()
    year, month = (now.tm_year + 1, 1) if now.tm_mon == 12 else (now.tm_year, now.tm_mon + 1)
    return calendar.timegm((year, month, 1, 0, 0, 0)) - time.time()


def test_a_quota_ends_with_the_month_and_says_so(stage):
    at = stage("{ by: client, quota: 3/month }")
    answers = [at.get() for _ in range(5)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    length = calendar.monthrange(*time.gmtime()[:2])[1] * 86_400
    assert answers[0].headers["RateLimit-Policy"] == f'"client-month";q=3;w={length}'
    assert [left(answer)[0] for answer in answers] == [2, 1, 0, 0, 0]
    refused = answers[3]
    assert abs(int(refused.headers["Retry-After"]) - until_next_month()) < 60
    assert abs(left(refused)[1] - until_next_month()) < 60
    assert refused.json()["error"] == "rate_limited"
    assert len(at.upstream.lines()) == 3

    other = at.gateway.token(at.gateway.create_client("tstapp_data.read", name="Other"))
    assert at.get(other).status_code == 200

    def told():
        command = ("why", refused.headers["X-Request-Id"], "--data", str(at.gateway.data))
        result = at.gateway.cli(*command, check=False)
        return result.returncode == 0 and result.stdout

    words = eventually(told, within=10, every=0.1)
    assert "sent more than 3 a month" in words and "`quota`" in words


def test_what_was_used_survives_a_restart_to_the_last_request(stage):
    at = stage("{ by: client, quota: 640/month }")
    for _ in range(7):
        assert at.get().status_code == 200
    assert at.gateway.stop() == 0
    at.gateway.start()
    assert left(at.get())[0] == 632


def test_a_changed_quota_goes_on_from_what_was_used(stage):
    at = stage("{ by: client, quota: 3/month }")
    assert [at.get().status_code for _ in range(4)] == [200, 200, 200, 429]
    at.change("{ by: client, quota: 5/month }")
    assert at.gateway.stop() == 0
    at.gateway.start()
    assert [at.get().status_code for _ in range(3)] == [200, 200, 429]


def test_a_small_quota_loses_nothing_when_the_process_is_killed(stage):
    at = stage("{ by: client, quota: 5/month }")
    for used in range(1, 6):
        answer = at.get()
        at.gateway.kill()
        assert answer.status_code == 200 and left(answer)[0] == 5 - used
        at.gateway.start()
    assert at.get().status_code == 429
    assert len(at.upstream.lines()) == 5


def test_a_process_that_is_killed_again_and_again_grants_no_request_twice(stage):
    quota, kills = 320, 4
    at = stage(f"{{ by: subject, quota: {quota}/month }}")

    def hammer(stop):
        granted = 0
        with requests.Session() as session:
            session.headers["Authorization"] = f"Bearer {at.token}"
            while not stop.is_set():
                try:
                    granted += session.get(at.gateway.url("/tstapp/data/1"), timeout=10).status_code == 200
                except requests.ConnectionError:
                    pass
        return granted

    granted = 0
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for round_number in range(1, kills + 1):
            stop = threading.Event()
            tasks = [pool.submit(hammer, stop) for _ in range(4)]
            at.upstream.wait_for(round_number * 40, within=20)
            at.gateway.kill()
            stop.set()
            granted += sum(task.result() for task in tasks)
            at.gateway.start()
    while (answer := at.get()).status_code == 200:
        granted += 1
    assert answer.status_code == 429
    seen = len(at.upstream.lines())
    # An answer may have been lost with the process; a request that reached the upstream has counted.
    assert granted <= seen <= quota
    # Each time at most what was stored ahead, and the requests that waited for the store or for a connection, are lost.
    assert seen >= quota - kills * (quota // 32 + 4)


def test_callers_without_token_are_counted_by_address(stage):
    at = stage('{ by: address, quota: 2/month, routes: ["ANY /open/**"] }')
    assert [at.gateway.get("/tstapp/open/1").status_code for _ in range(3)] == [200, 200, 429]
    at.gateway.kill()
    at.gateway.start()
    assert at.gateway.get("/tstapp/open/1").status_code == 429
    assert at.get().status_code == 200
