"""Of work that follows quickly, only the latest is done."""

from cxsim.reporting.live.latest import Latest


def test_only_the_latest_work_is_done():
    done, latest = [], Latest(pause=0.05)
    for number in range(5):
        latest.ask(lambda wanted, number=number: done.append((number, wanted())))
    latest.wait()
    assert done == [(4, True)]


def test_work_under_way_is_told_that_it_is_no_longer_wanted():
    seen, latest = [], Latest(pause=0.0)

    def work(wanted):
        seen.append("began")
        while wanted():
            pass
        seen.append("dropped")

    latest.ask(work)
    while not seen:
        pass
    latest.ask(lambda wanted: seen.append("latest"))
    latest.wait()
    assert seen == ["began", "dropped", "latest"]
