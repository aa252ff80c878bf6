# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .notice_common import NoticeCommon


@tagged("post_install", "-at_install")
class TestPartyChangeRights(NoticeCommon):
    """Who may let somebody else take the customer's place, whom codes go to then."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.successor = cls.env["res.partner"].create(
            {
                "name": "成都合并食品集团有限公司",
                "email": "somebody@else.example.com",
                "is_company": True,
            }
        )

    def _change_as(self, user, contract, kind):
        with self._on("2026-06-01"):
            notice = self._draft(
                contract,
                "party_change",
                event_date="2026-06-01",
                new_partner_id=self.successor.id,
                party_change_kind=kind,
                supporting_document_ids=self._file("certificate.pdf").ids,
            )
            notice.with_user(user).action_receive()

    def test_a_salesperson_lets_nobody_take_the_customer_s_place(self):
        self.customer.email = "contact@jinli.example.com"
        contract = self._activate()
        contract.user_id = self.salesman
        for kind in ("merger", "reorganisation", "rename"):
            with self.subTest(kind=kind), self.assertRaisesRegex(UserError, "manager"):
                self._change_as(self.salesman, contract, kind)
            self.assertEqual(contract.commercial_partner_id, self.customer)
            self.assertEqual(contract.signing_email, "contact@jinli.example.com")

    def test_a_contract_manager_does(self):
        contract = self._activate()
        manager = self._create_user(
            "contract_boss", "miniprogram_contract.group_contract_manager"
        )
        self._change_as(manager, contract, "merger")
        self.assertEqual(contract.commercial_partner_id, self.successor)
        self.assertEqual(contract.signing_email, "somebody@else.example.com")
