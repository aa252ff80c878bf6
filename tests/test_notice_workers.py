# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo.tests import tagged

from ..models.nightly.concurrency import OVERTAKEN
from ..models.nightly.contract_batch import Step
from .addon_worker_common import ScratchDatabaseCase


@tagged("post_install", "-at_install", "-standard", "workers")
class TestNoticeWorkers(ScratchDatabaseCase):
    """Two workers on the same notices: the same as one."""

    def setUp(self):
        super().setUp()
        with self._worker() as env:
            contract = env["sale.subscription"].search(
                [("contract_state", "in", ("signed", "active"))], limit=1
            )
            contract.activity_ids.unlink()
            contract.notice_ids._set_done()  # those of the test before
            today = contract.company_id._contract_today()
            fields = {
                "contract_id": contract.id,
                "direction": "incoming",
                "event_date": today,
            }
            Notice = env["miniprogram.contract.notice"]
            overdue = Notice.create(
                {**fields, "type_id": self._type(env, "force_majeure").id}
            )
            change = Notice.create(
                {
                    **fields,
                    "type_id": self._type(env, "address_change").id,
                    "new_street": "新街1号",
                }
            )
            change._write_protected({"state": "received", "received_on": today})
            self.contract_id, self.change_id = contract.id, change.id
            self.changes = self._count_changes(env)
            self.today = overdue.due_date + timedelta(days=1)
            env.cr.commit()
        self._follow_today()

    def _type(self, env, name):
        return env.ref(f"miniprogram_contract.notice_type_{name}")

    def _report(self, env):
        contract = self._contract(env)
        domain = contract._get_overdue_notice_domain(contract.company_id)
        contract._process(
            domain,
            Step(
                "_report_overdue_notices",
                "_get_overdue_notice_domain",
                "_warn_of_overdue_notices",
            ),
        )

    def _let_take_effect(self, env):
        contract = self._contract(env)
        domain = contract._get_effective_notice_domain(contract.company_id)
        contract._process(
            domain,
            Step(
                "_let_notices_take_effect",
                "_get_effective_notice_domain",
                "_let_notices_take_effect",
            ),
        )

    def _count_reports(self, env):
        activities = self._contract(env).activity_ids
        return len(activities.filtered(lambda a: "overdue" in (a.summary or "")))

    def _count_changes(self, env):
        messages = self._contract(env).message_ids
        return len(messages.filtered(lambda m: "changed by notice" in m.body))

    def _check_once(self):
        with self._worker() as env:
            self.assertEqual(self._count_reports(env), 1)
            self.assertFalse(self._contract(env).contract_failure)

    def test_an_overdue_one_is_told_once(self):
        with self._worker() as one, self._worker() as other:
            self._report(one)
            self._report(other)  # its contract is locked
            one.cr.commit()
            other.cr.commit()
        with self._worker() as late:
            self._report(late)  # nothing is due any more
            late.cr.commit()
        self._check_once()

    def test_a_worker_that_is_overtaken_tells_nothing(self):
        with self._worker() as old, self._worker() as other:
            self._count_reports(old)  # from here on it sees the database as it was
            self._report(other)
            other.cr.commit()
            with self.assertRaises(SerializationFailure), self._quiet():
                self._report(old)
        self._check_once()

    def test_an_effect_happens_once(self):
        with self._worker() as old, self._worker() as other:
            self._count_changes(old)
            self._let_take_effect(other)
            other.cr.commit()
            with self.assertRaises(SerializationFailure), self._quiet():
                self._let_take_effect(old)
        with self._worker() as late:
            self._let_take_effect(late)
            late.cr.commit()
        with self._worker() as env:
            notice = env["miniprogram.contract.notice"].browse(self.change_id)
            self.assertEqual(notice.state, "done")
            self.assertEqual(notice.address_partner_id.street, "新街1号")
            self.assertEqual(self._count_changes(env), self.changes + 1)

    def test_two_letters_at_once_get_two_numbers(self):
        with self._worker() as old, self._worker() as other:
            taken = self._contract(old).letter_count
            first = self._contract(other)._take_letter_number()
            other.cr.commit()
            with self.assertRaises(SerializationFailure), self._quiet():
                self._contract(old)._take_letter_number()  # and is tried again
        with self._worker() as late:
            second = self._contract(late)._take_letter_number()
            late.cr.commit()
        self.assertTrue(first.endswith(f"-H{taken + 1:02}"))
        self.assertTrue(second.endswith(f"-H{taken + 2:02}"))

    def test_a_post_in_the_portal_that_is_overtaken_begins_anew(self):
        with self._worker() as old, self._worker() as other:
            self._count_changes(old)  # from here on it sees the database as it was
            self._contract(other)._serialize_access()
            other.cr.commit()
            # the request is tried again, and finds the notice of the first click
            with self.assertRaises(OVERTAKEN), self._quiet():
                self._contract(old)._serialize_access()
