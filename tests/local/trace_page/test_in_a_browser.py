"""The page in a browser: driven by the roles of its elements, with and without a script, and checked by axe.

Skipped without Playwright or Chromium: `pip install playwright axe-playwright-python`, `apt-get install chromium`.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.local.trace_page.runs import example_page, page_with_responses

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "run.html"
    path.write_text(example_page(), encoding="utf-8")
    path.with_name("http.html").write_text(page_with_responses(), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def browser(file: Path) -> Iterator["playwright.Browser"]:
    # After the file: while Playwright runs, nothing else can run an event loop.
    assert file.is_file()
    with playwright.sync_playwright() as started:
        found = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield found
        found.close()


@pytest.fixture
def page(browser: "playwright.Browser", file: Path) -> Iterator["playwright.Page"]:
    """The page as it opens from a disk. Fails if anything is loaded, or the console has an error."""
    context = browser.new_context(offline=True, viewport={"width": 1500, "height": 900})
    found = context.new_page()
    problems: list[str] = []
    found.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    found.on("pageerror", lambda error: problems.append(str(error)))
    found.on("request", lambda request: None if request.url.startswith(file.as_uri()) else problems.append(request.url))
    found.goto(file.as_uri())
    yield found
    assert problems == []
    context.close()


def now(page: "playwright.Page") -> str:
    return page.get_by_role("status").inner_text()


def test_the_keyboard_moves_through_the_run(page: "playwright.Page") -> None:
    assert now(page).startswith("Step 1 of 59: 0.000s Settle the inputs")
    page.keyboard.press("ArrowRight")
    assert now(page).startswith("Step 2 of 59: 0.000s Look up the source")
    page.keyboard.press("End")
    assert now(page).startswith("Step 59 of 59")
    page.keyboard.press("ArrowRight")
    assert now(page).startswith("Step 59 of 59")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    assert now(page).startswith("Step 1 of 59")
    assert page.url.endswith("#step-1")


def test_buttons_and_the_slider_move_through_the_run(page: "playwright.Page") -> None:
    page.get_by_role("button", name="Step forward").click()
    page.get_by_role("button", name="Step forward").click()
    page.get_by_role("button", name="Step back").click()
    assert now(page).startswith("Step 2 of 59")
    slider = page.get_by_role("slider", name="Step")
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert now(page).startswith("Step 3 of 59")
    assert slider.get_attribute("aria-valuetext") == now(page)
    page.get_by_role("button", name="Last step").click()
    assert slider.input_value() == "59"


def test_variables_are_those_of_the_step(page: "playwright.Page") -> None:
    values = page.get_by_role("table", name="Variables after this step")
    assert values.get_by_role("row", name="Flow.ordersSynced 0").count() == 1
    assert values.get_by_role("row", name="Flow.batch (changed)").inner_text().split("\t")[1] == '"B-1"'
    page.keyboard.press("End")
    assert values.get_by_role("row", name="Flow.ordersSynced 5").count() == 1
    page.keyboard.press("Home")
    assert values.get_by_role("row", name="Flow.ordersSynced 0").count() == 1


def test_a_box_leads_to_its_steps_one_after_another(page: "playwright.Page") -> None:
    box = page.get_by_role("link", name="Update Data: Take the order")
    box.click()
    first = now(page)
    box.click()
    assert "Take the order" in first
    assert "Take the order" in now(page)
    assert now(page) != first
    assert page.locator(".here").count() == 1


def test_a_link_opens_its_step(page: "playwright.Page", file: Path) -> None:
    page.goto(f"{file.as_uri()}#step-20")
    assert now(page).startswith("Step 20 of 59")
    assert page.locator("[aria-current=step]").get_attribute("id") == "step-20"
    assert "order-sync.yaml:" in page.get_by_role("region", name="This step").inner_text()


def test_the_diagram_of_a_module_is_shown_while_the_run_is_in_it(page: "playwright.Page") -> None:
    flow, module = (page.get_by_role("button", name=name, exact=True) for name in ("Order sync", "Order paging"))
    box = page.get_by_role("link", name="Update Data: Bound the pages")
    assert not box.is_visible()
    while "Bound the pages" not in now(page):
        page.keyboard.press("ArrowRight")
    assert box.is_visible()
    assert module.get_attribute("aria-pressed") == "true"
    assert not page.get_by_role("link", name="Update Data: Settle the inputs").is_visible()
    flow.focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("link", name="Update Data: Settle the inputs").is_visible()
    page.keyboard.press("ArrowRight")
    assert box.is_visible()
    page.keyboard.press("End")
    assert flow.get_attribute("aria-pressed") == "true"


def test_the_lines_of_the_step_are_shown(page: "playwright.Page") -> None:
    step = page.get_by_role("region", name="This step")
    assert "name: Settle the inputs" in step.inner_text()
    page.keyboard.press("ArrowRight")
    assert "- dataTableLookup:" in step.inner_text()
    assert "order-sync.yaml:201" in step.inner_text()


def test_requests_and_responses_open_by_the_keyboard(browser: "playwright.Browser", file: Path) -> None:
    path = file.with_name("http.html")
    context = browser.new_context(offline=True, viewport={"width": 1500, "height": 900})
    page = context.new_page()
    page.goto(path.as_uri())
    while "Confirm the batch" not in now(page):
        page.keyboard.press("ArrowRight")
    step = page.get_by_role("region", name="This step")
    assert '{"id": "C-1"}' not in step.inner_text()
    step.locator("summary").focus()
    page.keyboard.press("Enter")
    assert '{"id": "C-1"}' in step.inner_text()
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    found = axe.Axe().run(page).response["violations"]
    assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == []
    context.close()


def test_a_click_on_a_step_selects_it(page: "playwright.Page") -> None:
    page.locator("#step-7 summary").click()
    assert now(page).startswith("Step 7 of 59")


def test_without_a_script_the_steps_can_be_read(browser: "playwright.Browser", file: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(file.as_uri())
    assert not page.locator("#player").is_visible()
    page.locator("#step-1 summary").click()
    assert page.locator("#step-1 table").is_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(page: "playwright.Page", scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    page.emulate_media(color_scheme=scheme)
    page.keyboard.press("ArrowRight")
    # axe is put into the page, which its policy would forbid from a file; evaluation is not restricted by it.
    found = axe.Axe().run(page).response["violations"]
    serious = [
        (each["id"], [node["html"][:200] for node in each["nodes"]][:3])
        for each in found
        if each["impact"] in ("serious", "critical")
    ]
    assert serious == []
