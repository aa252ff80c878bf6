# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple
from unittest.mock import patch

from odoo.exceptions import AccessError, LockError, UserError
from odoo.models import BaseModel
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from .notice_common import NoticeCommon


class Case(NamedTuple):
    """A model with a life-cycle, and what is tried on it.

    :param draft: a record in draft
    :param dict protected: values that only the model's own methods write
    :param dict frozen: values that nobody writes any more once it was sent
    """

    draft: BaseModel
    protected: dict
    frozen: dict


@tagged("post_install", "-at_install")
class TestLifecycle(NoticeCommon):
    """One life-cycle for all that is sent: contracts, notices and mailings."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        contract = cls._create_contract()
        running = cls._activate()
        mailing = cls.env["miniprogram.contract.notice.mailing"].create(
            {"name": "升级", "facts": "停机升级。"}
        )
        cls.cases = [
            Case(contract, {"signed_by": "李静"}, {"contract_remark": "赠送一个月"}),
            Case(
                cls._draft(running, "service_upgrade", "outgoing"),
                {"sent_on": date(2026, 3, 1)},
                {"facts": "停机升级。"},
            ),
            Case(mailing, {"state": "sent"}, {"facts": "不停机升级。"}),
        ]

    @contextmanager
    def _try(self, case):
        """Try something on a case, and undo it."""
        with self.subTest(case.draft._name), self.cr.savepoint() as savepoint:
            yield
            savepoint.rollback()
            self.env.invalidate_all()

    def _assert_refused_by_name(self, record):
        return self.assertRaisesRegex(UserError, re.escape(record.display_name))

    def _send(self, record):
        record._write_protected({record._lifecycle_state: "sent"})

    def test_none_begins_in_the_middle_of_its_life(self):
        for case in self.cases:
            with self._try(case):
                values = case.draft.copy_data()[0]
                with self.assertRaises(UserError):
                    case.draft.create({**values, case.draft._lifecycle_state: "sent"})

    def test_what_only_methods_write_is_refused_in_every_state(self):
        for case in self.cases:
            with self._try(case):
                with self.assertRaises(UserError):
                    case.draft.write(case.protected)
                self._send(case.draft)
                with self.assertRaises(UserError):
                    case.draft.sudo().write(case.protected)

    def test_the_methods_themselves_write_it(self):
        for case in self.cases:
            with self._try(case):
                case.draft._write_protected(case.protected)
                for name, value in case.protected.items():
                    self.assertEqual(case.draft[name], value)

    def test_content_is_free_in_draft_and_frozen_from_sending_on(self):
        for case in self.cases:
            with self._try(case):
                case.draft.write(case.frozen)
                self._send(case.draft)
                with self._assert_refused_by_name(case.draft):
                    case.draft.sudo().write(case.frozen)

    def test_one_frozen_record_keeps_all_of_them_from_being_written(self):
        draft, _protected, frozen = self.cases[0]
        sent = self._create_sent_contract()
        with self.assertRaises(UserError) as error:
            (draft | sent).write(frozen)
        self.assertIn(sent.display_name, str(error.exception))
        self.assertNotIn(draft.display_name, str(error.exception))
        self.assertFalse(draft.contract_remark)

    def test_a_transition_begins_in_its_own_states_only(self):
        for case in self.cases:
            with self._try(case):
                case.draft._lock_in_state("draft")
                case.draft._lock_in_state("draft", "sent")
                with self.assertRaises(UserError):
                    case.draft._lock_in_state("sent")

    def test_the_state_is_that_after_locking(self):
        for case in self.cases:
            with self._try(case):
                record, state = case.draft, case.draft._lifecycle_state
                self.assertEqual(record[state], "draft")
                self.env.flush_all()
                # what another transaction did since this one has read the state
                self.cr.execute(
                    SQL(
                        "UPDATE %s SET %s = 'sent' WHERE id = %s",
                        SQL.identifier(record._table),
                        SQL.identifier(state),
                        record.id,
                    )
                )
                with self.assertRaises(UserError):
                    record._lock_in_state("draft")

    def test_what_somebody_else_holds_is_named(self):
        for case in self.cases:
            with self._try(case):
                held = patch.object(
                    type(case.draft), "lock_for_update", side_effect=LockError("locked")
                )
                with held, self._assert_refused_by_name(case.draft):
                    case.draft._lock_in_state("draft")

    def test_who_may_not_write_begins_nothing(self):
        outsider = new_test_user(self.env, "outsider", "base.group_user")
        for case in self.cases:
            with self._try(case), self.assertRaises(AccessError):
                case.draft.with_user(outsider)._lock_in_state("draft")
