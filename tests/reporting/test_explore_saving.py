"""Who may save from the panel: an analyst; visitors of a page only if its host says so, each their own."""

from pathlib import Path
from typing import Any

import pytest

import cxsim as cx
from cxsim.reporting.live.saving import ALLOWED, Saving, is_for_visitors
from tests.small import small_scenario

STATE = "friction.technician.0.5"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "home_of_somebody").mkdir()
    return small_scenario(tmp_path / "home_of_somebody")


@pytest.fixture
def visited(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """As Voilà starts a kernel for a visitor."""
    monkeypatch.setenv("SERVER_SOFTWARE", "voila/0.5.11")
    monkeypatch.setenv("VOILA_PREHEAT", "False")
    return monkeypatch


def opened(file: Path) -> Any:
    panel = cx.explore(file, STATE, replications=1, workers=1)
    panel.latest.wait()
    return panel


def save(panel: Any, name: str, replace: bool = False) -> str:
    panel.given.name.value, panel.given.replace.value = name, replace
    panel.given.save.click()  # which a visitor can send, be the button there or not
    return str(panel.shown.saved.value)


def parts(widget: Any) -> list[Any]:
    return [widget, *(part for child in getattr(widget, "children", ()) for part in parts(child))]


def everything(folder: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("sign", [("SERVER_SOFTWARE", "voila/0.5.11"), ("VOILA_PREHEAT", "True")])
def test_a_page_of_voila_is_known(monkeypatch: pytest.MonkeyPatch, sign: tuple[str, str]) -> None:
    assert not is_for_visitors()
    monkeypatch.setenv(*sign)
    assert is_for_visitors()


def test_a_visitor_writes_nothing(file: Path, visited: pytest.MonkeyPatch) -> None:
    before = everything(file.parents[1])
    panel = opened(file)
    there = parts(panel.box)
    assert panel.given.save not in there
    assert panel.given.name not in there
    assert any("nothing can be saved: keep the link" in str(getattr(part, "value", "")) for part in there)
    panel.given.save.disabled = False  # as a visitor can
    for name in ("mine", "small", "../mine"):
        assert save(panel, name, replace=True) == ""
    assert everything(file.parents[1]) == before


def test_only_yes_lets_visitors_save(file: Path, visited: pytest.MonkeyPatch) -> None:
    for word, allowed in (("", False), ("no", False), ("0", False), ("false", False), ("yes", True)):
        visited.setenv(ALLOWED, word)
        assert Saving(file).allowed == allowed
    assert not Saving(None).allowed, "there is nothing to extend"


def test_where_the_host_allows_it_nobody_replaces_what_another_saved(
    file: Path, visited: pytest.MonkeyPatch
) -> None:
    visited.setenv(ALLOWED, "yes")
    one, other = opened(file), opened(file)
    assert "Saved as" in save(one, "idea")
    written = (file.parent / "idea.yaml").read_bytes()
    for replace in (False, True):
        said = save(other, "idea", replace)
        assert "Not saved." in said
        assert "a file of this name" in said
        assert (file.parent / "idea.yaml").read_bytes() == written
    one.given.touchpoint.value = "shop"
    one.given.sliders["friction"].value = 20
    assert "Saved as" in save(one, "idea", replace=True), "one's own"
    (file.parent / "idea.yaml").unlink()
    assert "Saved as" in save(other, "idea")
    written = (file.parent / "idea.yaml").read_bytes()
    assert "was not saved from this page" in save(one, "idea", replace=True), "by now it is another's"
    assert (file.parent / "idea.yaml").read_bytes() == written


def test_visitors_learn_nothing_of_the_machine(file: Path, visited: pytest.MonkeyPatch) -> None:
    visited.setenv(ALLOWED, "yes")
    visited.chdir("/")
    panel = opened(file)
    before = everything(file.parents[1])
    for name in ("small", "../small", "../../etc/hosts", "nobody\0", "idea.yaml", "/tmp/x"):
        for replace in (False, True):
            said = save(panel, name, replace)
            assert "Not saved." in said
            assert "home_of_somebody" not in said
    assert everything(file.parents[1]) == before
    visited.setattr(
        "cxsim.reporting.live.explore.differences_html", lambda *given: file.with_name("x").read_text()
    )
    panel.given.state.value = "friction.shop.0.0"
    panel.latest.wait()
    assert "This could not be simulated: FileNotFoundError" in panel.shown.message.value
    assert "home_of_somebody" not in panel.shown.message.value


def test_an_analyst_saves_and_is_told_where(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SERVER_SOFTWARE", ALLOWED):
        monkeypatch.delenv(name, raising=False)
    assert not is_for_visitors()
    panel = opened(file)
    assert panel.given.save in parts(panel.box)
    assert "Saved as" in save(panel, "idea")
    assert "Saved as" in save(opened(file), "idea", replace=True), "also what was saved another day"
