# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from lxml import html

from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user

from .ledger_common import LedgerCommon


class PortalCommon(LedgerCommon, HttpCase):
    """A customer and somebody else, each with a login in the portal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visitor = cls._create_visitor("jinli", cls.contact)
        cls.rival = cls.env["res.partner"].create(
            {"name": "重庆山城火锅有限公司", "is_company": True, "lang": "en_US"}
        )
        cls.rival_visitor = cls._create_visitor(
            "rival", cls.env["res.partner"].create({"name": "周强"})
        )
        cls.rival_visitor.partner_id.parent_id = cls.rival

    @classmethod
    def _create_visitor(cls, login, partner, **values):
        return new_test_user(
            cls.env,
            login,
            "base.group_portal",
            **{
                "name": partner.name,
                "partner_id": partner.id,
                "lang": "en_US",
                "company_id": cls.company.id,
                "company_ids": [Command.set(cls.company.ids)],
                **values,
            },
        )

    def setUp(self):
        super().setUp()
        self.authenticate("jinli", "jinlixxx")

    def _log_in(self, login):
        self.authenticate(login, login + "x" * (8 - len(login)))

    def _log_out(self):
        self.authenticate(None, None)

    def _set_today(self, day):
        """Let the companies' own day be another one, in every thread."""
        self.startPatcher(
            patch.object(
                self.registry["res.company"],
                "_contract_today",
                lambda company: fields.Date.to_date(day),
            )
        )

    def _create_for(self, partner, count=1, **values):
        """Create running contracts of a customer."""
        contracts = self._create_running(count)
        contracts._write_protected({"partner_id": partner.id, **values})
        for contract in contracts:  # where it would have been sent to
            email = contract._get_designated_partner().email
            contract._write_protected({"signing_email": email})
        self.env.flush_all()
        return contracts

    def _open(self, url):
        """Open a page and read it; the test fails if it is none."""
        response = self.url_open(url)
        response.raise_for_status()
        return html.fromstring(response.content)

    def _open_contract(self, contract, query=""):
        page = self._open(f"/my/contracts/{contract.id}{query}")
        self.assertTrue(page.xpath("//*[@id='contract_content']"), "it is not shown")
        return page

    def _get_text(self, page, element_id):
        (element,) = page.xpath(f"//*[@id='{element_id}']")
        return " ".join(element.text_content().split())

    def _get_listed(self, query=""):
        """Name the contracts that the list shows."""
        page = self._open(f"/my/contracts{query}")
        return [
            link.text for link in page.xpath("//table//a[contains(@href, 'contracts')]")
        ]

    def _assert_refused(self, url):
        """Assert that an address shows nothing of what was asked for."""
        self._assert_leads_away(self.url_open(url, allow_redirects=False))

    def _assert_leads_away(self, response):
        """Assert that an answer shows nothing: it is none, or leads to another page."""
        self.assertIn(response.status_code, (303, 403, 404), response.url)
        if response.status_code == 303:
            self.assertRegex(response.headers["Location"], r"/(my|web/login\S*)$")
