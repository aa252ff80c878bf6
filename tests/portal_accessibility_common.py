# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import os
import unittest
from pathlib import Path

from .portal_browser_common import DESK, PHONE, BrowserCase

# Barriers that core's own parts of our pages bring, by axe's rule and where they are
OF_CORE = (
    ("button-name", ".o_portal_search_panel", "two buttons are icons without a name"),
    ("color-contrast", "footer", "the language selector is pale"),
    ("frame-title", "#invoice_html", "the invoice's frame has no title"),
    ("image-alt", ".o_portal_icon", "cards of the home page have pictures as ornament"),
)
# Each barrier that keeps people out, as a text that says how to mend it
FIND_BARRIERS = """
(async () => {
    const isIn = (element, selector) => {
        for (let part = element; part; part = part.getRootNode().host) {
            if (part.closest(selector)) {
                return true;
            }
        }
        return false;
    };
    const ofCore = %s;
    const {violations} = await axe.run({
        elementRef: true,
        iframes: false,
        resultTypes: ["violations"],
    });
    return violations.flatMap(({help, helpUrl, id, nodes}) =>
        nodes
            .filter(({impact}) => ["critical", "serious"].includes(impact))
            .filter(
                ({element}) =>
                    !ofCore.some(([rule, part]) => rule === id && isIn(element, part))
            )
            .map(({failureSummary, html, impact, target}) =>
                [
                    `${id} (${impact}): ${help}, ${helpUrl}`,
                    target.flat().join(" "),
                    html,
                    failureSummary,
                ].join("\\n    ")
            )
    );
})()
"""
# What reaches beyond the screen, or has to be moved sideways to be read
FIND_WIDE = """
[...document.querySelectorAll("#wrapwrap, #wrapwrap *")]
    .filter(
        (each) =>
            each.getBoundingClientRect().right > window.innerWidth + 1 ||
            (each.scrollWidth > each.clientWidth + 1 &&
                ["auto", "scroll"].includes(getComputedStyle(each).overflowX))
    )
    .map((each) => `too wide: ${each.outerHTML.slice(0, 200)}`)
"""


class AccessibilityCommon(BrowserCase):
    """Pages are looked at by axe-core, at the width of a desk and of a phone."""

    @classmethod
    def setUpClass(cls):
        path = os.environ.get("AXE_CORE")
        if not path:
            raise unittest.SkipTest(
                "install axe-core (npm install axe-core) and name its axe.min.js in "
                "the environment variable AXE_CORE to look for barriers"
            )
        super().setUpClass()
        cls.axe = Path(path).read_text(encoding="utf-8")

    def setUp(self):
        super().setUp()
        self.problems = []

    def _look_around(self, visit, login=None, sizes=(DESK, PHONE)):
        """Go through pages in one browser, and fail if there are barriers on any.

        :param visit: opens pages, and calls what it is given with each one's name
        :param str login: who sees them; nobody in particular if not given
        :param sizes: in which sizes they are looked at
        """

        def walk(browser):
            browser.send("Page.addScriptToEvaluateOnNewDocument", source=self.axe)
            visit(browser, lambda name: self._look_at(browser, name, login, sizes))

        self._browse(walk, login)
        if self.problems:
            self.fail("\n\n".join(["", *self.problems]))

    def _look_at(self, browser, name, login, sizes):
        """Note the barriers on a page, and what is too wide for it."""
        for size in sizes:
            browser.resize(size)
            found = browser.run(FIND_BARRIERS % json.dumps(OF_CORE))
            found += browser.run(FIND_WIDE)
            where = f"{name}, {login or 'nobody'}, {size[0]} px"
            self.problems += [f"{where}: {each}" for each in found]
