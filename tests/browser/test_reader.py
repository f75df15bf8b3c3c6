"""A reader's way through the page, on what a notebook captured."""

from __future__ import annotations

from collections.abc import Callable

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from harness.browser import Browser
from harness.clinic import PROJECT, Clinic

Picture = Callable[[Browser, str], None]


def open_asset(reader: Browser, name: str, kind: str) -> None:
    """From the projects to one asset, by clicking."""
    reader.find("project", PROJECT).click()
    reader.css(f'[data-testid="asset"][data-name="{name}"][data-kind="{kind}"]').click()
    reader.css("h1")


def test_each_capture_shows_a_card_in_the_notebook(clinic: Clinic) -> None:
    cards = [output["data"]["text/html"] for output in clinic.shown if "text/html" in output.get("data", {})]
    assert any("admissions" in card for card in cards)
    assert any("readmission risk" in card for card in cards)


def test_a_link_signs_in_and_leaves_the_address(
    new_browser: Callable[[], Browser], clinic: Clinic, picture: Picture
) -> None:
    browser = new_browser()
    browser.open(f"/sign-in#link={clinic.link()}")
    assert browser.find("project", PROJECT)
    assert "link=" not in browser.driver.current_url
    picture(browser, "projects")
    cookie = next(iter(browser.driver.get_cookies()))
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Strict"


def test_a_link_works_once(new_browser: Callable[[], Browser], clinic: Clinic) -> None:
    link = clinic.link()
    first, second = new_browser(), new_browser()
    first.open(f"/sign-in#link={link}")
    first.find("project")
    second.open(f"/sign-in#link={link}")
    second.find("sign-in")
    assert second.css('[role="alert"]').text
    refused = second.complaints()
    assert all("/api/v1/session" in line for line in refused), refused


def test_without_a_session_there_is_only_the_sign_in(new_browser: Callable[[], Browser], picture: Picture) -> None:
    browser = new_browser()
    browser.open("/")
    browser.find("sign-in")
    picture(browser, "sign-in")


def test_a_project_lists_its_assets_and_iterations(reader: Browser, picture: Picture) -> None:
    reader.find("project", PROJECT).click()
    for name in ("admissions", "admissions without gaps", "readmission risk", "returns by age", "Readmission report"):
        reader.css(f'[data-testid="asset"][data-name="{name}"]')
    picture(reader, "project")


def test_a_dataset_shows_distributions_and_what_was_withheld(reader: Browser, picture: Picture) -> None:
    open_asset(reader, "admissions", "dataset")
    reader.css('[data-testid="column"][data-column="age"]')
    assert reader.find("histogram")
    picture(reader, "dataset")
    reader.css('[data-testid="column"][data-column="email"]').click()
    assert "personal data" in reader.find("withheld").text
    picture(reader, "dataset-withheld")
    assert "@clinic.example" not in reader.driver.page_source
    assert "hunter2" not in reader.driver.page_source


def test_versions_of_a_dataset_are_compared(reader: Browser, picture: Picture) -> None:
    open_asset(reader, "admissions", "dataset")
    reader.driver.get(reader.driver.current_url.split("?")[0] + "?tab=versions")
    reader.wait(lambda: len(reader.all("version")) == 2 or None, "two versions")
    picture(reader, "versions")
    reader.css('[aria-label="What changed in version 2"]').click()
    shown = reader.find("comparison").text
    assert "weight_band" in shown
    assert "stay" in shown
    picture(reader, "comparison")


def test_a_model_shows_metrics_and_parameters_over_its_versions(reader: Browser, picture: Picture) -> None:
    open_asset(reader, "readmission risk", "model")
    reader.wait(lambda: "accuracy" in reader.text() or None, "the metric")
    picture(reader, "model")


def test_a_document_is_drawn_with_its_live_blocks(reader: Browser, picture: Picture) -> None:
    open_asset(reader, "Readmission report", "document")
    document = reader.find("document")
    reader.wait(lambda: len(reader.all("live-block")) == 4 or None, "four live blocks")
    assert "Who comes back within a month?" in document.text
    picture(reader, "document")


def test_a_figure_is_shown(reader: Browser, picture: Picture) -> None:
    open_asset(reader, "returns by age", "figure")
    drawn = "const image = document.querySelector('main img'); return image && image.naturalWidth > 0;"
    reader.wait(lambda: reader.driver.execute_script(drawn) or None, "the figure")
    picture(reader, "figure")


def test_lineage_leads_from_the_model_to_its_source(reader: Browser, picture: Picture) -> None:
    open_asset(reader, "readmission risk", "model")
    reader.driver.get(reader.driver.current_url.split("?")[0] + "?tab=lineage")
    graph = reader.find("lineage")
    reader.wait(lambda: all(name in graph.text for name in ("admissions", "readmission risk")) or None, "the graph")
    picture(reader, "lineage")


def test_search_finds_an_asset_by_a_column(reader: Browser, picture: Picture) -> None:
    reader.driver.find_element(By.TAG_NAME, "body").send_keys("/")
    reader.find("search").send_keys("weight_band")
    reader.find("hit", "admissions")
    picture(reader, "search")
    reader.find("search").send_keys(Keys.ENTER)
    reader.css('[data-testid="column"][data-column="weight_band"]')


def test_the_page_follows_the_system_into_the_dark(reader: Browser, picture: Picture) -> None:
    reader.prefer("dark")
    open_asset(reader, "admissions", "dataset")
    reader.find("histogram")
    background = "return getComputedStyle(document.body).backgroundColor;"
    red = int(reader.driver.execute_script(background).partition("(")[2].split(",")[0])
    assert red < 80
    picture(reader, "dataset-dark")


def test_signing_out_ends_the_session_at_the_server(new_browser: Callable[[], Browser], clinic: Clinic) -> None:
    browser = new_browser()
    browser.open(f"/sign-in#link={clinic.link()}")
    browser.find("project")
    browser.sign_out()
    browser.open("/")
    browser.find("sign-in")
