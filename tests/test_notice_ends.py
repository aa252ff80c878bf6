# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.tests import tagged

from .notice_common import NoticeCommon


@tagged("post_install", "-at_install")
class TestSeveralEnds(NoticeCommon):
    """A contract that more than one notice ends, or is to end."""

    def _object(self, contract, day="2026-05-01"):
        return self._receive(contract, "renewal_objection", day)

    def _request(self, contract, day="2026-06-01"):
        return self._receive(contract, "termination_request", day)

    def _give_up(self, notice, day="2026-06-03"):
        with self._on(day):
            notice.action_done()

    def _assert_ends(self, contract, day, reason):
        self.assertEqual(contract.termination_date, day)
        self.assertEqual(
            contract.close_reason_id,
            self.env.ref(f"miniprogram_contract.close_reason_{reason}"),
        )

    def test_an_objection_stands_when_a_later_request_is_given_up(self):
        contract = self._activate()
        objection = self._object(contract)
        request = self._request(contract)
        self._assert_ends(contract, date(2026, 6, 8), "customer_request")
        self._give_up(request)
        self._assert_ends(contract, date(2027, 2, 28), "not_renewed")
        self.assertEqual(objection.state, "received")
        self._run("invoice_renewals", "2027-01-29")
        self.assertEqual(len(contract.term_ids), 1, "clause 4.1")
        self._track("2027-03-01")
        self.assertEqual(contract.contract_state, "terminated")
        self.assertEqual(objection.state, "done")

    def test_an_objection_after_a_request_stands_too(self):
        contract = self._activate()
        request = self._request(contract)
        self._object(contract, "2026-06-02")
        self._give_up(request)
        self._assert_ends(contract, date(2027, 2, 28), "not_renewed")

    def test_of_several_that_stand_the_earliest_counts(self):
        contract = self._activate()
        self._object(contract)
        self._request(contract, "2026-06-02")
        request = self._request(contract)
        self._give_up(request)
        self._assert_ends(contract, date(2026, 6, 9), "customer_request")

    def test_given_up_together_they_end_nothing(self):
        contract = self._activate()
        notices = self._object(contract) + self._request(contract)
        self._give_up(notices)
        self.assertFalse(contract.termination_date)
        self.assertEqual(set(notices.mapped("state")), {"done"})

    def test_who_gives_up_the_later_one_leaves_the_earlier(self):
        contract = self._activate()
        objection = self._object(contract)
        self._request(contract)
        self._give_up(objection)
        self._assert_ends(contract, date(2026, 6, 8), "customer_request")
