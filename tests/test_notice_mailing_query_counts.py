# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.tests import Form, tagged

from .notice_common import NoticeCommon

MAILING = "miniprogram.contract.notice.mailing"
FACTS = "2026年7月1日凌晨2时至4时停机升级。"


@tagged("post_install", "-at_install")
class TestHowMuchANoticeToManyCosts(NoticeCommon):
    """Writing it costs the same for five customers and for fifty."""

    def _count(self, step):
        """Count the statements of a step that reads the database anew."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        step()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def _draft_form(self):
        with self._on("2026-06-01"):
            form = Form(self.env[MAILING])
            form.name = "升级"
            form.facts = FACTS
            form.body = "{facts}已付款至{paid_until}。"
        self.assertIn(FACTS, form.sample)
        return form

    def test_the_form_costs_no_more_for_fifty_than_for_five(self):
        self._create_running(5)
        self._draft_form()  # reads the view
        few = self._count(self._draft_form)
        self._create_running(45)
        self.assertLessEqual(self._count(self._draft_form), few)
        form = self._draft_form()
        self.assertEqual(form.contract_count, 50)
        self.assertEqual(len(form.recipient_contract_ids), 20)
        self.assertIn("20 of 50", form.recipient_title)

    def test_who_is_left_out_costs_no_more_for_fifty_than_for_five(self):
        ended = self._create_running(5)
        ended._write_protected(
            {"contract_state": "terminated", "termination_date": "2026-05-01"}
        )
        mailing = self.env[MAILING].create(
            {"name": "升级", "facts": FACTS, "contract_domain": "[]"}
        )
        names = {"left_out_count": {}, "left_out_note": {}, "left_out_ids": {}}
        few = self._count(lambda: mailing.web_read(names))
        more = self._create_running(45)
        more._write_protected(
            {"contract_state": "terminated", "termination_date": "2026-05-01"}
        )
        self.assertLessEqual(self._count(lambda: mailing.web_read(names)), few)
        self.assertEqual(mailing.left_out_count, 50)
        self.assertEqual(len(mailing.left_out_ids), 20)
        self.assertTrue(mailing.left_out_note.endswith("… and 30 more"))

    def _create_sending(self, count):
        """Return a bulk notice whose letters are made and not sent."""
        contracts = self._create_running(count)
        with self._on("2026-06-01"):
            mailing = self.env[MAILING].create({"name": "升级", "facts": FACTS})
            mailing.action_send()
            contracts._create_mailing_notices()
        self.assertEqual(mailing.left_count, count)
        return mailing

    def test_a_letter_that_is_sent_loads_none_of_those_that_are_left(self):
        mailing_model = self.registry[MAILING]
        write = mailing_model._write_protected
        written = []

        def note(mailing, vals):
            written.extend(mailing)
            return write(mailing, vals)

        costs = []
        for count in (5, 50):
            letters = self._create_sending(count).notice_ids
            self.env.invalidate_all()
            with patch.object(mailing_model, "_write_protected", note):
                costs.append(self._count(letters[0]._set_cancelled))
            loaded = self.env.cache.get_records(letters, letters._fields["state"])
            self.assertLessEqual(len(loaded), 2)
            letters.mailing_id.contract_ids._write_protected(
                {"contract_state": "cancelled"}
            )
        self.assertFalse(written)  # nobody waits for the bulk notice's row
        self.assertLessEqual(costs[1], costs[0])

    def test_who_is_left_costs_no_more_for_fifty_than_for_thirty(self):
        names = {"left_count": {}, "left_note": {}, "left_title": {}}
        costs = []
        for count in (30, 50):
            mailing = self._create_sending(count)
            costs.append(self._count(lambda m=mailing: m.web_read(names)))
            self.assertIn(f"… and {count - 20} more", mailing.left_note)
            mailing.contract_ids._write_protected({"contract_state": "cancelled"})
        self.assertLessEqual(costs[1], costs[0])
