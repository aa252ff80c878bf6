# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .evidence_common import check_as_told
from .notice_common import NoticeCommon


class LogTextsCommon(NoticeCommon):
    def _end(self, day="2026-06-01"):
        """Return a contract that both sides have ended, about which nothing is open."""
        contract = self._activate()
        with self._on(day):
            contract.action_terminate_contract(self.agreement)
        self._settle(contract)
        return contract

    def _settle(self, contract):
        contract.notice_ids._set_done()
        contract.activity_ids.action_feedback()

    def _night(self, day):
        self._run("delete_log_texts", day)

    def _assert_kept(self, contract, day="2040-01-01"):
        self._night(day)
        self.assertTrue(all(contract.event_ids.mapped("actor")))
        self.assertFalse(contract.event_ids.filtered("texts_deleted_on"))

    def _assert_deleted(self, contract, day="2040-01-01"):
        self._night(day)
        events = contract.event_ids.sudo()
        for name in ("actor", "description", "ip_address", "salt"):
            self.assertFalse(any(events.mapped(name)), name)
        self.assertEqual(events.create_uid, self.env.ref("base.user_root"))
        self.assertEqual(set(events.mapped("texts_deleted_on")), {self._day(day)})
        self.assertFalse(contract._find_broken_logs())


@tagged("post_install", "-at_install")
class TestTextsThatGo(LogTextsCommon):
    """Three years after the end what the log says is deleted, and its hashes stay."""

    def test_on_the_day_after_three_years(self):
        contract = self._end()
        with self._on("2026-06-01"):
            contract.with_user(self.salesman)._log_event("files_checked", "已核对")
        self.assertIn(self.salesman, contract.event_ids.sudo().create_uid)
        self._assert_kept(contract, "2029-06-01")
        last = contract._get_last_event_sha256()
        hashes = contract.event_ids.mapped("sha256")
        documents = contract.event_ids.mapped("document_sha256")
        self._assert_deleted(contract, "2029-06-02")
        self.assertEqual(contract._get_last_event_sha256(), last)
        self.assertEqual(contract.event_ids.mapped("sha256"), hashes)
        self.assertEqual(contract.event_ids.mapped("document_sha256"), documents)

    def test_a_second_night_changes_nothing(self):
        contract = self._end()
        self._assert_deleted(contract, "2029-06-02")
        self._night("2029-06-03")
        days = set(contract.event_ids.mapped("texts_deleted_on"))
        self.assertEqual(days, {self._day("2029-06-02")})

    def test_what_happened_on_29_february(self):
        contract = self._activate("2027-03-01")
        with self._on("2028-02-29"):
            contract.action_terminate_contract(self.agreement)
        self._settle(contract)
        self._assert_kept(contract, "2031-02-28")
        self._assert_deleted(contract, "2031-03-01")

    def test_the_day_is_the_company_s(self):
        contract = self._activate()
        with self._at("2026-06-01 16:30:00"):  # 2 June in Shanghai
            contract.action_terminate_contract(self.agreement)
        self._settle(contract)
        self.assertEqual(contract.termination_date, self._day("2026-06-02"))
        self._assert_kept(contract, "2029-06-02")
        self.company.contract_tz = "America/New_York"
        contract._write_protected({"termination_date": "2026-06-01"})
        # the last entry is of 1 June there
        self._assert_deleted(contract, "2029-06-02")

    def test_an_entry_that_is_younger_stays_until_its_own_day(self):
        contract = self._end()
        with self._on("2027-01-10"):
            contract._log_event("files_checked", "已核对")
        self._night("2029-06-02")
        (left,) = contract.event_ids.filtered("actor")
        self.assertEqual((left.kind, left.description), ("files_checked", "已核对"))
        self.assertFalse(contract._find_broken_logs())
        self._night("2030-01-10")
        self.assertTrue(left.actor)
        self._night("2030-01-11")
        self.assertFalse(left.actor)
        self.assertFalse(contract._find_broken_logs())

    def test_a_contract_that_was_cancelled(self):
        with self._on("2026-03-01"):
            contract = self._create_sent_contract()
        with self._on("2026-05-01"):
            contract.action_cancel_contract("客户改选他人")
        self._settle(contract)
        self._assert_kept(contract, "2029-05-01")
        self._assert_deleted(contract, "2029-05-02")

    def test_a_contract_that_the_customer_refused(self):
        with self._on("2026-03-01"):
            contract = self._create_sent_contract()
        with self._on("2026-04-01"):
            contract._write_protected({"refused_on": "2026-04-01"})
        self._settle(contract)
        self._assert_kept(contract, "2029-04-01")
        self._assert_deleted(contract, "2029-04-02")

    def test_an_archived_contract(self):
        contract = self._end()
        contract._write_protected({"active": False})
        self._assert_deleted(contract)

    def test_the_years_are_the_company_s(self):
        contract = self._end()
        self.company.contract_log_years = 5
        self._assert_kept(contract, "2031-06-01")
        self._assert_deleted(contract, "2031-06-02")

    def test_many_contracts_cost_no_more_than_a_few(self):
        counts = []
        for number in (3, 30):
            contracts = self._create_running(number)
            with self._on("2026-06-01"):
                contracts._log_event("files_checked")
            contracts._write_protected(
                {"contract_state": "terminated", "termination_date": "2026-06-01"}
            )
            self.env.flush_all()
            self.env.invalidate_all()
            with self._on("2029-06-02"):
                domain = contracts._get_log_texts_domain(self.company)
                before = self.cr.sql_log_count
                due = contracts.search(domain) & contracts
                due.filtered_domain(domain)._delete_log_texts()
                self.env.flush_all()
                counts.append(self.cr.sql_log_count - before)
            self.assertEqual(due, contracts)
            self.assertFalse(any(contracts.event_ids.mapped("actor")))
        self.assertLessEqual(counts[1], counts[0])


@tagged("post_install", "-at_install")
class TestTextsThatStay(LogTextsCommon):
    """Nothing is deleted of what runs, or while something about it is open."""

    def test_of_a_contract_that_runs(self):
        self._assert_kept(self._activate())

    def test_of_a_contract_that_was_reinstated(self):
        contract = self._end()
        with self._on("2026-06-02"):
            contract.action_reinstate_contract("双方同意继续")
        self._settle(contract)
        self._assert_kept(contract)

    def test_of_a_contract_that_waits_for_a_signature(self):
        with self._on("2026-03-01"):
            contract = self._create_sent_contract()
        self._settle(contract)
        self._assert_kept(contract)

    def test_where_a_period_is_owed(self):
        contract = self._end()
        term = contract.term_ids[:1].sudo()
        term.state = "invoiced"
        self._assert_kept(contract)
        term.state = "paid"
        self._assert_deleted(contract)

    def test_where_an_invoice_is_not_paid(self):
        contract = self._activate()
        with self._on("2026-05-01"):
            extra = contract.term_ids.invoice_id.copy(
                {"invoice_date": "2026-05-01", "contract_term_id": False}
            )
            extra.subscription_id = contract
            extra.action_post()
        with self._on("2026-06-01"):
            contract.action_terminate_contract(self.agreement)
        self._settle(contract)
        self.assertTrue(extra.amount_residual)
        self._assert_kept(contract)

    def test_where_a_notice_is_on_its_way(self):
        contract = self._activate()
        letter = self._give(contract, "service_upgrade", "2026-05-01", facts="升级。")
        self.assertEqual(letter.state, "sent")
        with self._on("2026-06-01"):
            contract.action_terminate_contract(self.agreement)
        (contract.notice_ids - letter)._set_done()
        contract.activity_ids.action_feedback()
        self._assert_kept(contract)
        letter._set_done()
        self._assert_deleted(contract)

    def test_while_somebody_has_something_to_do(self):
        contract = self._end()
        activity = contract.activity_schedule(summary="诉讼中，勿删")
        self._assert_kept(contract)
        activity.action_feedback()
        self._assert_deleted(contract)

    def test_for_three_more_years_after_a_file_for_court(self):
        contract = self._end()
        with self._on("2028-01-10"):
            contract._log_event("printed_for_court")
        self._assert_kept(contract, "2031-01-10")
        self._assert_deleted(contract, "2031-01-11")

    def test_of_a_log_that_is_not_what_it_was(self):
        contract = self._end()
        self.env.cr.execute(
            "UPDATE miniprogram_contract_event SET actor = '他人' WHERE id = %s",
            (contract.event_ids[:1].id,),
        )
        self.env.invalidate_all()
        self._assert_kept(contract)
        self.assertTrue(contract._find_broken_logs())

    def test_where_the_company_keeps_them_for_good(self):
        self.company.contract_log_years = 0
        self._assert_kept(self._end())

    def test_one_year_and_two_are_refused(self):
        for years in (1, 2, -1, 100):
            with self.assertRaisesRegex(ValidationError, "at least three years"):
                self.company.contract_log_years = years

    def test_in_the_settings(self):
        self.assertEqual(self.company.contract_log_years, 3)
        with Form(self.env["res.config.settings"]) as form:
            form.contract_log_years = 10
        form.record.execute()
        self.assertEqual(self.env.company.contract_log_years, 10)


@tagged("post_install", "-at_install")
class TestHowItReads(LogTextsCommon):
    """Whoever reads the log learns that texts were deleted, and when."""

    prints = True

    def test_history_file_and_print(self):
        contract = self._end()
        before = contract._get_log_file()
        self._night("2029-06-02")
        for row in contract._get_log_rows():
            self.assertIn("deleted on 2029-06-02", row["deletion"])
            self.assertFalse(row["actor"] or row["description"])
        self.assertIn("deleted on 2029-06-02", contract.event_ids[:1].words)
        last, said = check_as_told(contract._get_log_file())
        self.assertEqual(last, check_as_told(before)[0])
        self.assertFalse(any("actor" in entry for entry in said))

    def test_what_is_kept_is_said(self):
        contract = self._end()
        self.assertFalse(any(row["deletion"] for row in contract._get_log_rows()))
        event = contract.event_ids.sorted("sequence")[:1]
        self.assertEqual(event.words, event.description)
