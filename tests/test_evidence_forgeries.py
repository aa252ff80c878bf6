# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.tests import tagged

from ..models.signing import document_check
from .notice_common import NoticeCommon

EVENT = "miniprogram_contract_event"


@tagged("post_install", "-at_install")
class TestForgedLogs(NoticeCommon):
    """Who writes into the database itself is found by the check of documents."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._create_user("log_manager", "sales_team.group_sale_manager")
        with cls._on("2026-03-01"):
            cls.other = cls._create_signed_contract()
            cls.contract = cls._create_sent_contract(user_id=cls.salesman.id)
            cls.contract.action_reset_to_draft()
            cls.contract.action_send_contract()
            cls.contract._log_event("files_checked", "已核对")
        cls.env.flush_all()

    def _sql(self, statement, *values):
        self.env.flush_all()
        self.env.cr.execute(statement, values)
        self.env.invalidate_all()

    def _get_id(self, place):
        return self.contract.event_ids.sorted("sequence")[place - 1].id

    def _assert_found(self, place):
        """Assert that both checks name an entry of this contract, and no other one."""
        self.assertEqual(self.contract._find_broken_logs(), {self.contract: place})
        both = self.contract | self.other
        action = both.with_user(self.manager).action_check_stored_documents()
        check = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(check.altered_count, 1)
        self.assertIn(f"from entry {place} on", check.altered)
        self.assertIn(self.contract.contract_number, check.altered)
        self._run("check_documents", "2026-03-02")
        self.assertEqual(self.contract.broken_log_entry, place)
        self.assertFalse(self.other.broken_log_entry)

    def test_a_whole_log_is_found_whole(self):
        both = self.contract | self.other
        self.assertFalse(both._find_broken_logs())
        action = both.with_user(self.manager).action_check_stored_documents()
        check = self.env[action["res_model"]].browse(action["res_id"])
        self.assertFalse(check.altered_count)
        self.assertFalse(both._find_broken_logs())

    def test_logs_are_read_once_and_a_few_contracts_at_a_time(self):
        model = self.registry["sale.subscription"]
        find, read = model._find_broken_logs, []

        def count(contracts):
            read.append(len(contracts))
            return find(contracts)

        with (
            patch.object(model, "_find_broken_logs", count),
            patch.object(document_check, "CONTRACTS_AT_ONCE", 1),
        ):
            (self.contract | self.other)._check_documents_for_user()
        self.assertEqual(read, [1, 1])

    def test_every_column_of_an_entry(self):
        columns = {
            "kind": "refused",
            "date": "2026-01-01 00:00:00",
            "actor": "他人",
            "ip_address": "192.0.2.1",
            "description": "未发送",
            "document_sha256": "0" * 64,
            "salt": "0" * 32,
            "texts_sha256": "0" * 64,
            "previous_sha256": "0" * 64,
            "sha256": "0" * 64,
        }
        for name, value in columns.items():
            with self.subTest(column=name), self.cr.savepoint() as savepoint:
                self._sql(
                    f"UPDATE {EVENT} SET {name} = %s WHERE id = %s",
                    value,
                    self._get_id(2),
                )
                self.assertEqual(self.contract._find_broken_logs(), {self.contract: 2})
                savepoint.rollback()

    def test_a_changed_entry(self):
        self._sql(
            f"UPDATE {EVENT} SET description = '未发送' WHERE id = %s", self._get_id(3)
        )
        self._assert_found(3)

    def test_a_deleted_entry(self):
        self._sql(f"DELETE FROM {EVENT} WHERE id = %s", self._get_id(2))
        self._assert_found(2)

    def test_a_deleted_entry_whose_place_was_closed(self):
        self._sql(f"DELETE FROM {EVENT} WHERE id = %s", self._get_id(2))
        for place in (3, 4):
            self._sql(
                f"UPDATE {EVENT} SET sequence = sequence - 1"
                " WHERE contract_id = %s AND sequence = %s",
                self.contract.id,
                place,
            )
        self._assert_found(2)

    def test_an_inserted_entry(self):
        for place in (4, 3, 2):
            self._sql(
                f"UPDATE {EVENT} SET sequence = sequence + 1"
                " WHERE contract_id = %s AND sequence = %s",
                self.contract.id,
                place,
            )
        self._sql(
            f"""
            INSERT INTO {EVENT} (contract_id, sequence, kind, date, salt, texts_sha256,
                previous_sha256, sha256)
            SELECT contract_id, 2, 'refused', date, salt, texts_sha256, sha256, sha256
            FROM {EVENT} WHERE id = %s
            """,
            self._get_id(1),
        )
        self._assert_found(2)

    def test_two_entries_that_changed_places(self):
        second, third = self._get_id(2), self._get_id(3)
        for number, place in ((second, 99), (third, 2), (second, 3)):
            self._sql(f"UPDATE {EVENT} SET sequence = %s WHERE id = %s", place, number)
        self._assert_found(2)

    def test_a_tail_that_was_cut_off(self):
        self._sql(
            f"DELETE FROM {EVENT} WHERE contract_id = %s AND sequence > 2",
            self.contract.id,
        )
        self._assert_found(3)

    def test_a_state_that_was_turned_back(self):
        self._sql(
            f"UPDATE {EVENT}_head SET entry_count = 2 WHERE contract_id = %s",
            self.contract.id,
        )
        self._assert_found(5)

    def test_a_log_that_is_gone_as_a_whole(self):
        for table in (EVENT, f"{EVENT}_head"):
            self._sql(f"DELETE FROM {table} WHERE contract_id = %s", self.contract.id)
        self._assert_found(1)
