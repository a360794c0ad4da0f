"""Sphinx's settings; `make site` copies this folder and the notebooks, then builds."""

from sphinxcontrib import katex

project = "torchcourse"
author = "The torchcourse authors"
copyright = "The torchcourse authors. Text and figures CC BY 4.0, code MIT"
language = "en"
extensions = ["myst_nb", "sphinxcontrib.katex"]

nb_execution_mode = "off"  # the stored outputs are the tested ones
nb_merge_streams = True
myst_enable_extensions = ["amsmath", "attrs_inline", "dollarmath"]
myst_heading_anchors = 4

html_theme = "sphinx_book_theme"
html_title = "PyTorch, from first tensor to GPU"
html_static_path = ["_static"]
html_css_files = ["course.css", "icons.css"]
html_js_files = ["course.js"]
html_favicon = "_static/favicon.svg"
html_context = {"default_mode": "auto"}  # light or dark, as the reader's system
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {
    "home_page_in_toc": True,
    "navbar_persistent": [],  # the sidebar has the search already
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
    "show_navbar_depth": 1,
    "use_download_button": False,
    "use_fullscreen_button": False,
}

# Formulas are drawn while the site is built, so that no reader waits for a script.
katex_prerender = True
katex.STARTUP_TIMEOUT = katex.RENDER_TIMEOUT = 60.0  # seconds; a busy machine is slow
# Its other way to start fails if it meets a server that does not listen yet.
katex.KaTeXServer.start_server_process = katex.KaTeXServer.start_network_socket
katex_css_path = "katex/katex.min.css"

# `make links` visits what the texts link to. Nobody can visit an unpublished course, or
# an address on the reader's own machine.
linkcheck_ignore = [
    r"https?://.*-owner-",
    r"https?://(127\.0\.0\.1|localhost|example\.)",
]
linkcheck_anchors = False
linkcheck_retries = 3
linkcheck_timeout = 20  # seconds
