# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.fields import Domain
from odoo.tests import tagged

from odoo.addons.base.models import ir_cron

from ..models.nightly import contract_batch
from ..models.nightly.contract_batch import Step
from .notice_common import YEARLY, NoticeCommon


@tagged("post_install", "-at_install")
class TestOutOfTime(NoticeCommon):
    """A night whose time is over goes on at once, until nothing is left."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        contracts = cls.env["sale.subscription"].sudo()
        demo = contracts.search([("is_miniprogram", "=", True)])
        demo._write_protected({"contract_state": "cancelled"})
        demo.notice_ids._write_protected({"queued_on": False, "state": "cancelled"})

    def setUp(self):
        super().setUp()
        # each run has time for one batch, and each batch is one contract
        self.startPatcher(patch.object(ir_cron, "MIN_TIME_PER_JOB", 0))
        self.startPatcher(patch.object(ir_cron, "MIN_RUNS_PER_JOB", 1))
        self.startPatcher(patch.object(contract_batch, "BATCH_SIZE", 1))

    def _run_once(self, name, day):
        """Run a scheduled action once.

        :return: what it leaves, and whether it is called again at once
        """
        cron = self.env.ref(f"miniprogram_contract.ir_cron_{name}")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        triggers.unlink()
        self._run(name, day)
        done = self.env["ir.cron.progress"].search(
            [("cron_id", "=", cron.id)], order="id desc", limit=1
        )
        return done.remaining, bool(triggers.search_count([("cron_id", "=", cron.id)]))

    def _run_all(self, name, day):
        """Run a scheduled action as long as it is called again.

        :return: what each run left
        """
        left = []
        is_going_on = True
        while is_going_on:
            remaining, is_going_on = self._run_once(name, day)
            self.assertTrue(is_going_on or not remaining)
            left.append(remaining)
            self.assertLess(len(left), 20, "it never ends")
        return left

    def test_renewals_and_reminders(self):
        contracts = self._create_running(3)
        left = self._run_all("invoice_renewals", "2027-01-29")
        self.assertEqual(set(contracts.open_term_id.mapped("last_reminder")), {30})
        self.assertEqual(contracts.term_ids.mapped("state").count("invoiced"), 3)
        # the reminder of the first contract is due as soon as it is renewed
        self.assertEqual(left, [3, 3, 3, 2, 1, 0])

    def test_terminations(self):
        contracts = self._create_running(3)
        with self._on("2027-01-29"):
            contracts._start_next_term()
        left = self._run_all("terminate_unpaid_renewals", "2027-03-04")
        self.assertEqual(left, [2, 1, 0])
        self.assertEqual(set(contracts.mapped("contract_state")), {"terminated"})

    def test_what_failed_keeps_nobody_waiting_and_is_tried_again_the_next_night(self):
        broken = self._create_running(3)
        others = self._create_running(2)
        contract_model = self.registry["sale.subscription"]
        prepare = contract_model._prepare_next_term

        def fail(contract):
            if contract in broken:
                raise ValueError("broken")
            return prepare(contract)

        with patch.object(contract_model, "_prepare_next_term", fail):
            self._run_all("invoice_renewals", "2027-01-29")
        self.assertEqual(set(broken.mapped("contract_failure")), {"broken"})
        self.assertEqual(set(others.open_term_id.mapped("last_reminder")), {30})
        self._run_all("invoice_renewals", "2027-01-30")
        self.assertEqual(len(broken.open_term_id), 3)
        self.assertFalse(any(broken.mapped("contract_failure")))

    def test_all_that_is_followed_up(self):
        ending, owing, late, other = (
            self._activate("2026-03-01", **YEARLY) for _number in range(4)
        )
        with self._on("2027-01-29"):
            ending.action_terminate_contract(self.agreement, "2027-02-20")
        self._run_all("invoice_renewals", "2027-01-29")
        self._draft(late, "force_majeure", event_date="2027-01-29")
        upgrade = self._give(other, "service_upgrade", "2027-01-29", facts="升级。")
        left = self._run_all("track_notices", "2027-03-05")
        self.assertEqual(ending.contract_state, "terminated")
        self.assertIn(self._type("payment_demand"), owing.notice_ids.type_id)
        self.assertTrue(late.notice_ids.filtered("overdue_reported_on"))
        self.assertTrue(upgrade.chased_on)
        self.assertEqual(set(owing.notice_ids.mapped("state")), {"sent"})
        self.assertGreater(left[0], 0)
        self.assertEqual(left[-1], 0)

    def test_a_night_in_time_is_not_called_again(self):
        self._create_running(3)
        self.assertEqual(self._run_once("invoice_renewals", "2026-06-01"), (0, False))


@tagged("post_install", "-at_install")
class TestSteps(NoticeCommon):
    """Other addons add steps of their own."""

    def test_a_step_of_another_addon_runs_in_its_place(self):
        contracts = self._create_running(2)
        contract_model = self.registry["sale.subscription"]
        get_steps = contract_model._get_tracking_steps

        def add_step(model):
            return [Step("_greet", "_get_greeted_domain", "_greet"), *get_steps(model)]

        greeted = []
        with (
            patch.object(contract_model, "_get_tracking_steps", add_step),
            patch.object(
                contract_model,
                "_get_greeted_domain",
                lambda model, company: Domain("id", "in", contracts.ids),
                create=True,
            ),
            patch.object(
                contract_model,
                "_greet",
                lambda batch: greeted.extend(batch.ids),
                create=True,
            ),
        ):
            self._track("2026-06-01")
        self.assertEqual(set(greeted), set(contracts.ids))


@tagged("post_install", "-at_install")
class TestWhoIsTold(NoticeCommon):
    """What needs a person reaches one who is there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leader = cls._create_user(
            "contract_leader", "sales_team.group_sale_salesman"
        )
        cls.team = cls.env["crm.team"].create(
            {"name": "西南区", "user_id": cls.leader.id}
        )

    def _get_told(self, **people):
        """Return who is told of an overdue notice by the scheduled action."""
        contract = self._activate("2026-01-05")
        contract._write_protected({"user_id": False, "crm_team_id": False, **people})
        self._draft(contract, "force_majeure", event_date="2026-03-02")
        self._track("2026-03-10")
        return contract.activity_ids.user_id, contract

    def test_the_salesperson_then_the_leader_of_the_team(self):
        own = {"user_id": self.salesman.id, "crm_team_id": self.team.id}
        self.assertEqual(self._get_told(**own)[0], self.salesman)
        self.salesman.active = False
        self.assertEqual(self._get_told(**own)[0], self.leader)

    def test_without_both_a_manager_and_not_the_scheduler(self):
        for people in ({}, {"crm_team_id": self.team.id}):
            self.leader.active = not people
            told, contract = self._get_told(**people)
            self.assertEqual(len(told), 1)
            self.assertIn(told, contract._get_managers())
