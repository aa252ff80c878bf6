# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

from holidays.countries.china import ChinaStaticHolidays

from odoo.tests import tagged

from ..policy import working_days as deadlines
from .common import SCAN
from .ledger_common import LedgerCommon


@tagged("post_install", "-at_install")
class TestProvisionalDeadlines(LedgerCommon):
    """A deadline in a year whose moved days (调休) are not announced is provisional."""

    @contextmanager
    def _announced_until(self, year):
        """Forget the moved days of all years after a year."""
        known = ChinaStaticHolidays.special_public_holidays
        with patch.object(
            ChinaStaticHolidays,
            "special_public_holidays",
            {other: days for other, days in known.items() if other <= year},
        ):
            deadlines._calendar.cache_clear()
            yield
        deadlines._calendar.cache_clear()

    def _create_renewing(self):
        """Return a contract to be paid by 5 October, a day off; 6 and 7 are moved."""
        with self._on("2025-10-03"):
            contract = self._create_contract()
            contract.purchase_date = date(2025, 10, 3)
            contract.action_send_contract()
            contract.action_register_signed_paper("李静", SCAN)
        self._pay(contract, "2025-10-03")
        self._renew(contract)
        return contract

    def test_it_is_computed_again_when_the_year_is_announced(self):
        with self._announced_until(2025):
            contract = self._create_renewing()
            self.assertEqual(contract.payment_deadline, date(2026, 10, 6))
            self.assertTrue(contract.is_payment_deadline_provisional)
            self._run("track_notices", "2026-09-10")
            self.assertTrue(contract.is_payment_deadline_provisional)
        self._run("track_notices", "2026-09-11")
        self.assertEqual(contract.payment_deadline, date(2026, 10, 8))
        self.assertFalse(contract.is_payment_deadline_provisional)
        self._end_unpaid("2026-10-08")
        self.assertEqual(contract.contract_state, "active")
        self._end_unpaid("2026-10-09")
        self.assertEqual(contract.contract_state, "terminated")

    def test_a_deadline_of_a_later_year_stays_provisional(self):
        later = deadlines.last_known_day().year + 1
        contract = self._create_running(1, f"{later}-10-02")
        with self._on(f"{later}-09-02"):
            contract._start_next_term()
        self._run("track_notices", f"{later}-09-03")
        self.assertTrue(contract.is_payment_deadline_provisional)

    def test_all_of_a_night_are_found_by_one_search_and_settled_at_once(self):
        with self._announced_until(2025):
            few = self._create_running(2, "2026-10-02")
            many = self._create_running(20, "2026-10-02")
            with self._on("2026-09-02"):
                (few | many)._start_next_term()
            self.env.flush_all()
        Contract = self.env["sale.subscription"]
        found = Contract.search(Contract._get_provisional_domain(self.company))
        self.assertEqual(found, few | many)
        counts = [self._count_settling(contracts) for contracts in (few, many)]
        self.assertEqual(*counts)
        self.assertFalse(
            Contract.search(Contract._get_provisional_domain(self.company))
        )
        self.assertEqual(set(found.mapped("payment_deadline")), {date(2026, 10, 8)})

    def _count_settling(self, contracts):
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        contracts._settle_payment_deadline()
        self.env.flush_all()
        return self.cr.sql_log_count - before
