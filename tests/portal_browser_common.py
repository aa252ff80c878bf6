# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from unittest.mock import patch

from odoo.tests import HttpCase
from odoo.tests.common import ChromeBrowser, ChromeBrowserException

DESK = (1366, 768)
PHONE = (360, 740)
KEYS = {
    "Enter": {"code": "Enter", "text": "\r", "windowsVirtualKeyCode": 13},
    "Space": {"code": "Space", "key": " ", "text": " ", "windowsVirtualKeyCode": 32},
    "Tab": {"code": "Tab", "windowsVirtualKeyCode": 9},
}
# Everything that a page of the portal starts on its own has started
IS_READY = """
    !window.isLeft && document.readyState === "complete" &&
    window.odoo?.__WOWL_DEBUG__?.root.env.services["public.interactions"].isReady
"""
WAIT = """
new Promise((resolve) => {
    const look = async () => (await (%s)) ? resolve(true) : setTimeout(look, 30);
    look();
})
"""
# Something changes where the focus is, or the element that has it is named; within a
# date it goes on from part to part
FOCUS_THAT_IS_NOT_SEEN = """
(() => {
    const element = document.activeElement;
    if (element === window.focusedBefore) {
        return "";
    }
    window.focusedBefore = element;
    const look = () => {
        const style = getComputedStyle(element);
        return [
            style.backgroundColor,
            style.borderColor,
            style.boxShadow,
            style.outlineStyle + style.outlineWidth,
            style.textDecoration,
        ].join();
    };
    const focused = look();
    element.blur();
    const blurred = look();
    element.focus({focusVisible: true});
    return focused === blurred ? element.outerHTML.slice(0, 200) : "";
})()
"""

FILL = """
((selector, text) => {
    const field = document.querySelector(selector);
    field.value = text;
    field.dispatchEvent(new Event("input", {bubbles: true}));
})(%s, %s)
"""
ATTACH = """
(async (selector, name, content) => {
    const response = await fetch(`data:application/pdf;base64,${content}`);
    const files = new DataTransfer();
    files.items.add(
        new File([await response.blob()], name, {type: "application/pdf"})
    );
    document.querySelector(selector).files = files.files;
})(%s, %s, %s)
"""


class Browser:
    """A real browser that goes from page to page, with a keyboard.

    :param chrome: core's browser
    :param str base_url: where the pages are
    """

    def __init__(self, chrome, base_url):
        self.chrome = chrome
        self.base_url = base_url
        # what is seen is what stays: nothing fades in or out
        self.send(
            "Emulation.setEmulatedMedia",
            features=[{"name": "prefers-reduced-motion", "value": "reduce"}],
        )

    def send(self, method, **params):
        """Send a command of the DevTools protocol, and give its answer."""
        return self.chrome._websocket_request(method, params=params, timeout=30)

    def run(self, code):
        """Run JavaScript on the page.

        :param str code: an expression; a promise is waited for
        :return: its value, as JSON knows it
        """
        answer = self.send(
            "Runtime.evaluate", expression=code, awaitPromise=True, returnByValue=True
        )
        if problem := answer.get("exceptionDetails"):
            raise AssertionError(problem["exception"]["description"])
        return answer["result"].get("value")

    def resize(self, size):
        """Resize the page to (width, height) in pixels."""
        width, height = size
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    # -- from page to page ----------------------------------------------------------

    def open(self, path):
        """Open a page, and wait until all of it is there."""
        self._leave(lambda: self.chrome.navigate_to(self.base_url + path))

    def follow(self, selector):
        """Click on what leads to another page."""
        self._leave(lambda: self.click(selector))

    def press_to_leave(self, key):
        """Press a key that leads to another page."""
        self._leave(lambda: self.press(key))

    def _leave(self, go):
        self.run("window.isLeft = true")
        go()
        self.wait(IS_READY)

    def wait(self, condition):
        """Wait until a condition holds, on this page or the next.

        :param str condition: a JavaScript expression
        """
        while True:
            try:
                self.run(WAIT % condition)
                return
            except ChromeBrowserException:
                continue  # the page was left while we waited
            except TimeoutError:
                self.chrome.take_screenshot()
                raise AssertionError(f"it never comes: {condition.strip()}") from None

    def wait_for(self, selector, text=""):
        """Wait until an element is there, and says something."""
        self.wait(f"{self._find(selector)}?.textContent.includes({json.dumps(text)})")

    # -- what a hand does -----------------------------------------------------------

    def _find(self, selector):
        return f"document.querySelector({json.dumps(selector)})"

    def click(self, selector):
        self.run(f"{self._find(selector)}.click()")

    def fill(self, selector, text):
        """Write into a field."""
        self.run(FILL % (json.dumps(selector), json.dumps(text)))

    def attach(self, selector, name, content):
        """Choose a file.

        :param bytes content: in base64
        """
        self.run(ATTACH % tuple(map(json.dumps, (selector, name, content.decode()))))

    def type_in(self, text):
        """Type where the focus is."""
        self.send("Input.insertText", text=text)

    def press(self, key):
        """Press a key, and let it go."""
        values = {"key": key, **KEYS[key]}
        self.send("Input.dispatchKeyEvent", type="keyDown", **values)
        self.send("Input.dispatchKeyEvent", type="keyUp", **values)

    def tab_to(self, selector):
        """Press Tab until an element has the focus; it is seen all the way."""
        for _step in range(100):
            self.press("Tab")
            if unseen := self.run(FOCUS_THAT_IS_NOT_SEEN):
                raise AssertionError(f"the focus is not seen on {unseen}")
            if self.run(f"document.activeElement.matches({json.dumps(selector)})"):
                return
        raise AssertionError(f"Tab does not reach {selector}")


class BrowserCase(HttpCase):
    def _browse(self, visit, login=None):
        """Let a function go through pages in one browser.

        :param visit: takes a ``Browser``; nothing else works on the database meanwhile
        :param str login: of whom; of no user if not given
        """

        def run(chrome, code, timeout, error_checker=None):
            visit(Browser(chrome, self.base_url()))

        # core's method opens the browser and closes it, whatever is done in between
        with patch.object(ChromeBrowser, "_wait_code_ok", run):
            self.browser_js("about:blank", "", ready="true", login=login)
