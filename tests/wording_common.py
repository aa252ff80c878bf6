# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import TransactionCase, new_test_user

VENDOR = {"brand": "西部数码", "court": "成都市人民法院"}


class WordingCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            "contract.manager",
            "miniprogram_contract.group_contract_manager",
        )
        cls.env = cls.env(user=cls.manager)
        cls.wording_1 = cls.env.ref("miniprogram_contract.wording_v1")
        cls.wording_2 = cls.env.ref("miniprogram_contract.wording_v2")

    def new_draft(self):
        return self.wording_1.copy()

    def clause(self, wording, code):
        return wording.clause_ids.filtered(lambda clause: clause.code == code)

    def number(self, wording, code):
        return wording._get_clause(code).number
