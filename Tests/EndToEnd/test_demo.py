"""`gatehouse demo`, tried as a new user does: start it, paste what it prints."""

import re
import subprocess

import pytest

from support.waiting import eventually


@pytest.fixture
def demo(make_gateway):
    return make_gateway(command="demo")


def printed_commands(demo):
    """What the demo prints to paste, without what it logs around it."""
    demo.log.wait_for(lambda line: "Stop with Ctrl-C" in line, within=30)
    lines = [line for line in demo.log if not line.startswith("{")]
    begin = next(number for number, line in enumerate(lines) if line.startswith("# "))
    end = next(number for number, line in enumerate(lines) if line.startswith("Change "))
    return "\n".join(lines[begin:end])


def paste(script):
    """Runs the commands as an interactive shell would: on past a failing one."""
    result = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60)
    return result.stdout, result.stderr


def test_the_printed_commands_do_what_they_say(demo):
    script = printed_commands(demo.start())

    out, errors = paste(script)

    promised = [int(status) for status in re.findall(r"^# .*?: (\d{3})", script, re.MULTILINE)]
    answered = [int(status) for status in re.findall(r"HTTP/1\.1 (\d{3})", out)]
    assert promised == [200, 403, 401, 200, 201]
    assert answered == promised, out + errors
    assert 'error="insufficient_scope"' in out
    assert '"x-gatehouse-client":"tstapp-reader"' in out.replace(" ", ""), "the sample API says who it was told is calling"
    assert errors.count('"token_type":"bearer"') == 2, "each token answer is shown"


def test_a_second_start_reuses_its_data(demo):
    first = printed_commands(demo.start())
    assert demo.stop() == 0

    second = printed_commands(demo.start())

    assert second == first, "what was pasted into notes still works"
    assert re.findall(r"HTTP/1\.1 (\d{3})", paste(first)[0]) == ["200", "403", "401", "200", "201"]


def test_two_demos_do_not_disturb_each_other(demo, make_gateway):
    other = make_gateway(name="other", command="demo")
    demo.start()
    other.start()

    for one in (demo, other):
        assert one.get("/tstapp/health").status_code == 200


def test_a_second_demo_on_the_same_data_is_refused_and_leaves_the_first_alone(demo):
    demo.start()
    policies = {path: path.read_bytes() for path in demo.folder.rglob("tstapp.yaml")}
    assert policies

    refused = demo.cli("demo", "--data", str(demo.data), "--listen", "127.0.0.1:1", check=False)

    assert refused.returncode == 3
    assert "already runs" in refused.stderr
    assert {path: path.read_bytes() for path in demo.folder.rglob("tstapp.yaml")} == policies


def test_the_policy_can_be_changed_while_it_runs(demo):
    demo.start()
    named = re.search(r"^Change (\S+) ", "\n".join(demo.log.wait_for(lambda line: line.startswith("Change "))), re.MULTILINE)
    policy = demo.folder / named.group(1)
    assert demo.get("/tstapp/data/1").status_code == 401

    opened = policy.read_text().replace("GET /data/**: tstapp_data.read", "GET /data/**: public")
    policy.write_text(re.sub(r".*deny missing_token.*\n", "", opened))

    eventually(lambda: demo.get("/tstapp/data/1").status_code == 200, within=15)


def test_slow_and_streaming_routes_answer(demo):
    script = printed_commands(demo.start())
    id_and_secret = re.findall(r"client_(?:id|secret)=([^']+)'", script)[:2]
    token = demo.token(type("Credentials", (), dict(zip(("client_id", "client_secret"), id_and_secret))))

    assert demo.get("/tstapp/slow?seconds=1", token).status_code == 200
    streamed = demo.get("/tstapp/stream", token)
    assert streamed.status_code == 200
    assert len(streamed.text.splitlines()) > 1
