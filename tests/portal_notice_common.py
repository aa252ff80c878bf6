# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io
from unittest.mock import patch

from lxml import html
from PIL import Image

from odoo import http

from .common import CODE, SCAN
from .notice_common import NoticeCommon
from .portal_common import PortalCommon

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>"
PDF = base64.b64decode(SCAN)
TODAY = "2026-06-10"


def draw(kind):
    with io.BytesIO() as stream:
        Image.new("RGB", (40, 30), "red").save(stream, kind)
        return stream.getvalue()


class PortalNoticeCommon(PortalCommon, NoticeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.notices = cls.env["miniprogram.contract.notice"]
        cls.contact.email = "lijing@example.com"  # a login has brought another one
        cls._forget_former_mailboxes(cls.contact)
        cls._know_codes()

    def setUp(self):
        super().setUp()
        self._set_today(TODAY)
        self.contract = self._create_for(self.customer, user_id=self.salesman.id)

    def _get_url(self, name, contract=None):
        contract = contract or self.contract
        return f"/my/contracts/{contract.id}/notice/new/{self._type(name).id}"

    def _post(self, url, files=(), **values):
        """Post as the page does; files as (name, content) pairs."""
        values.setdefault("csrf_token", http.Request.csrf_token(self))
        response = self.url_open(
            url,
            data=values,
            files=[("documents", (name, raw)) for name, raw in files] or None,
            allow_redirects=False,
        )
        self.env.invalidate_all()
        return response

    def _review(self, name, **values):
        """Return the page that shows a notice before it is given."""
        response = self._post(self._get_url(name), **values)
        response.raise_for_status()
        return html.fromstring(response.content)

    def _get_shown(self, page):
        (shown,) = page.xpath("//input[@name='shown_sha256']/@value")
        return shown

    def _give(self, name, files=(), **values):
        """Type it, check it, and give it."""
        shown = self._get_shown(self._review(name, **values))
        self._ask_for_code(name, shown)
        form_data = {"code": CODE, "confirmed": "1", "shown_sha256": shown, **values}
        return self._post(f"{self._get_url(name)}/give", files, **form_data)

    def _ask_for_code(self, name, shown, contract=None):
        """Ask for the code that a letter needs, however often codes were sent."""
        self._age_codes()
        url = f"{self._get_url(name, contract)}/code"
        return self._post(url, channel="email", shown_sha256=shown).json()

    def _confirm(self, link):
        """Confirm a notice of ours, with the code that is sent for it."""
        self._age_codes()
        self._post(f"{link}/confirm/code", channel="email")
        return self._post(f"{link}/confirm", code=CODE)

    def _assert_given(self, name, files=(), **values):
        response = self._give(name, files, **values)
        self.assertEqual(response.status_code, 303, self._get_problems(response))
        self.assertIn("message=given", response.headers["Location"])
        return self._get_given(name)

    def _get_address(self, **values):
        """Return what the form posts: all of it, unchanged but for ``values``."""
        form = self._open(self._get_url("address_change"))
        fields = form.xpath("//fieldset//input")
        chosen = {
            select.get("name"): "".join(select.xpath("option[@selected]/@value"))
            for select in form.xpath("//fieldset//select")
        }
        return {
            **{field.get("name"): field.get("value") for field in fields},
            **chosen,
            "event_date": "2026-06-09",
            **values,
        }

    def _get_given(self, name, contract=None):
        return (contract or self.contract).notice_ids.filtered(
            lambda notice: (
                notice.type_id == self._type(name) and notice.channel == "portal"
            )
        )

    def _send_ours(self, contract):
        notice = contract._create_notices(
            self._type("service_upgrade"), body="系统将于夜间升级。"
        )
        with patch.object(self.registry["ir.attachment"], "_freeze_document") as freeze:
            freeze.return_value = (self.env["ir.attachment"], "0" * 64)
            notice.action_send()
        self.env.flush_all()
        return notice

    def _get_problems(self, response):
        page = html.fromstring(response.content or "<p/>")
        problems = page.xpath("//*[@id='notice_problems']//text()")
        return " ".join(" ".join(problems).split())

    def _assert_wrong(self, response, *words):
        """Assert that nothing was given, and the page says why."""
        self.assertEqual(response.status_code, 200)
        problems = self._get_problems(response)
        for word in words:
            self.assertIn(word, problems)
        self.assertFalse(
            self.contract.notice_ids.filtered(lambda n: n.channel == "portal")
        )
