"""The weekly link check finds what is dead, and only that."""

from alone import ROOT, Site
from links import dead, links_in


def test_it_finds_the_links_of_texts_and_notebooks():
    found = links_in(ROOT)
    assert found["https://doi.org/10.24432/C50P49"] == "README.md"
    assert "https://colab.research.google.com/assets/colab-badge.svg" in found
    assert not any(
        "-owner-" in link or link.endswith((")", ".", '"')) for link in found
    )


def test_a_dead_link_is_found_and_a_living_one_not(tmp_path):
    (tmp_path / "page.html").write_text("here", encoding="utf-8")
    with Site(tmp_path) as site:
        here, gone = f"{site.url}/page.html", f"{site.url}/gone.html"
        found = dead([here, gone, "http://127.0.0.1:9/nobody"])
    assert found[gone].startswith("404")
    assert sorted(found) == sorted([gone, "http://127.0.0.1:9/nobody"])
