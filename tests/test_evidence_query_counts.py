# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .notice_common import NoticeCommon


@tagged("post_install", "-at_install")
class TestLogsOfMany(NoticeCommon):
    """The logs of many contracts cost no more statements than those of a few."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contracts = cls._create_running(40)
        for _time in range(2):
            cls.contracts._log_event("files_checked", "已核对")

    def _count(self, work, contracts):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        work(contracts)
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def _assert_flat(self, work):
        few = self._count(work, self.contracts[:2])
        self.assertLessEqual(self._count(work, self.contracts[2:]), few)

    def test_appending(self):
        self._assert_flat(lambda contracts: contracts._log_event("ended", "测试"))

    def test_several_entries_for_each(self):
        self._assert_flat(
            lambda contracts: self.env["sale.subscription"]._log_events(
                [
                    (contract, kind, "", "")
                    for contract in contracts
                    for kind in ("ended", "reinstated")
                ]
            )
        )

    def test_beginning(self):
        new = self._create_running(40)
        few = self._count(lambda contracts: contracts._begin_log(), new[:2])
        many = self._count(lambda contracts: contracts._begin_log(), new[2:])
        self.assertLessEqual(many, few)

    def test_checking(self):
        self._assert_flat(lambda contracts: contracts._find_broken_logs())

    def test_a_night_that_checks_documents(self):
        self._assert_flat(lambda contracts: contracts._check_documents())
