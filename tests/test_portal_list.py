# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.portal.controllers.portal import CustomerPortal

from .portal_common import PortalCommon


@tagged("post_install", "-at_install")
class TestPortalList(PortalCommon):
    """How a customer finds his contracts."""

    def _get_counters(self):
        names = ["contract_wanting_count", "contract_count"]
        return self.make_jsonrpc_request("/my/counters", {"counters": names})

    def test_home_counts_the_contracts_that_want_something(self):
        running = self._create_for(self.customer)
        home = self._open("/my")
        self.assertTrue(home.xpath("//a[@href='/my/contracts']"))
        self.assertTrue(home.xpath("//a[@href='/my/contracts?filterby=wanting']"))
        self.assertEqual(self._get_counters()["contract_wanting_count"], 0)
        self.assertEqual(self._get_counters()["contract_count"], 1)

        to_sign = self._create_for(self.customer, contract_state="sent")
        self.assertEqual(self._get_counters()["contract_wanting_count"], 1)
        to_sign._write_protected({"signed_by_customer_on": "2026-03-01"})
        self.assertEqual(self._get_counters()["contract_wanting_count"], 0)

        with self._on("2027-01-29"):
            running._start_next_term()
        self.assertEqual(self._get_counters()["contract_wanting_count"], 1)
        self._pay(running, "2027-02-01")
        self.assertEqual(self._get_counters()["contract_wanting_count"], 0)

        notice = running._create_notices(
            self.env.ref("miniprogram_contract.notice_type_time_granted")
        )
        self.assertEqual(self._get_counters()["contract_wanting_count"], 0)
        notice._write_protected({"state": "sent"})
        self.assertEqual(self._get_counters()["contract_wanting_count"], 1)
        notice._write_protected({"state": "received"})
        self.assertEqual(self._get_counters()["contract_wanting_count"], 0)

    def test_a_draft_renewal_invoice_is_not_to_be_paid_yet(self):
        running = self._create_for(self.customer, contract_invoicing_mode="draft")
        with self._on("2027-01-29"):
            running._start_next_term()
        self.assertEqual(running.open_term_id.invoice_id.state, "draft")
        self.assertEqual(self._get_counters()["contract_wanting_count"], 0)
        page = self._open_contract(running)
        self.assertFalse(page.xpath("//a[@id='contract_pay']"))
        self.assertIn("Not invoiced yet", page.text_content())

    def test_a_visitor_without_contracts_sees_no_card(self):
        self._log_in("rival")
        self.assertEqual(
            self._get_counters(), {"contract_wanting_count": 0, "contract_count": 0}
        )
        self.assertEqual(self._get_listed(), [])

    def test_filters(self):
        self._set_today("2027-02-10")
        ending = self._create_for(self.customer)
        later = self._create_running(1, paid_until="2028-02-28")
        sent = self._create_for(self.customer, contract_state="sent")
        ended = self._create_for(
            self.customer, contract_state="terminated", termination_date="2026-08-31"
        )
        cancelled = self._create_for(self.customer, contract_state="cancelled")
        leaving = self._create_running(1, paid_until="2028-02-28")
        leaving._write_protected({"termination_date": "2027-02-20"})
        self.env.flush_all()
        expected = {
            "all": ending | later | sent | ended | cancelled | leaving,
            "wanting": sent,
            "to_sign": sent,
            "active": ending | later | leaving,
            "ending_soon": ending | leaving,
            "ended": ended | cancelled,
            "made_up": ending | later | sent | ended | cancelled | leaving,
        }
        for name, contracts in expected.items():
            with self.subTest(filter=name):
                self.assertCountEqual(
                    self._get_listed(f"?filterby={name}"),
                    contracts.mapped("contract_number"),
                )

    def test_sorting(self):
        first, second, third = self._create_for(self.customer, 3)
        first._write_protected({"signed_end": "2029-02-28"})
        second._write_protected({"signed_end": "2027-02-28"})
        third._write_protected({"signed_end": "2028-02-28"})
        self.env.flush_all()
        expected = {
            "end": second | third | first,
            "number": first | second | third,
            "date": third | second | first,
            "made_up": third | second | first,
        }
        for name, contracts in expected.items():
            with self.subTest(sorting=name):
                self.assertEqual(
                    self._get_listed(f"?sortby={name}"),
                    contracts.mapped("contract_number"),
                )

    def test_search(self):
        shop, other = self._create_for(self.customer, 2)
        shop._write_protected(
            {"miniprogram_name": "锦里小吃", "platform_order_ref": "P-77"}
        )
        self.env.flush_all()
        both = [other.contract_number, shop.contract_number]
        expected = {
            ("all", "锦里"): [shop.contract_number],
            ("all", "P-77"): [shop.contract_number],
            ("all", "商城版"): both,
            ("miniprogram", "锦里"): [shop.contract_number],
            ("number", "锦里"): [],
            ("number", other.contract_number): [other.contract_number],
            ("package", "商城版"): both,
            ("made_up", "锦里"): [shop.contract_number],
        }
        for (where, what), numbers in expected.items():
            with self.subTest(where=where, what=what):
                query = f"?search_in={where}&search={what}"
                self.assertEqual(self._get_listed(query), numbers)

    def test_a_long_list_comes_in_pages(self):
        numbers = self._create_for(self.customer, 5).mapped("contract_number")
        self.startPatcher(patch.object(CustomerPortal, "_items_per_page", 2))
        pages = [
            self._get_listed("?sortby=number"),
            self._get_listed("/page/2?sortby=number"),
            self._get_listed("/page/3?sortby=number"),
        ]
        self.assertEqual(pages, [numbers[:2], numbers[2:4], numbers[4:]])
        first = self._open("/my/contracts?sortby=number&filterby=active")
        following = first.xpath("//a[contains(@href, '/my/contracts/page/2')]/@href")
        self.assertIn("filterby=active", following[0])
        self.assertIn("sortby=number", following[0])

    def test_from_one_contract_to_the_next(self):
        first, second, third = self._create_for(self.customer, 3)
        self._get_listed("?sortby=number")
        page = self._open_contract(second)
        (pager,) = page.xpath("//div[contains(@class, 'record_pager')]")
        links = pager.xpath("a/@href")
        self.assertEqual(links, [first.access_url, third.access_url])

    def test_the_list_shows_status_end_and_days_left(self):
        self._set_today("2027-02-10")
        contract = self._create_for(self.customer, miniprogram_name="锦里小吃")
        row = self._open("/my/contracts").xpath("//tbody/tr")[0].text_content()
        for words in ("锦里小吃", "02/28/2027", "18 days left", "Active", "7,208.00"):
            self.assertIn(words, row)
        self.assertIn(contract.contract_number, row)

    def test_many_contracts_cost_no_more_statements(self):
        pages = ("", "/page/2", "?filterby=wanting", "?sortby=end&search=P-")
        self._create_for(self.customer, 170)
        self._count_all(pages)
        few = self._count_all(pages)
        self._create_for(self.customer, 830)
        self.assertEqual(self._count_all(pages), few)

    def _count_all(self, pages):
        return {page: self._count_statements(f"/my/contracts{page}") for page in pages}

    def _count_statements(self, url):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._open(url)
        return self.env.cr.sql_log_count - before
