# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .portal_common import PortalCommon

MERGE = "base.partner.merge.automatic.wizard"


@tagged("post_install", "-at_install")
class TestMergedParties(PortalCommon):
    """Who merges contacts of contracts, and who reads them afterwards."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._create_running(1)
        cls.contract.user_id = cls.salesman
        cls.token = cls.contract._portal_ensure_token()
        cls.other_salesman = cls._create_user(
            "merge_other", "sales_team.group_sale_salesman,base.group_partner_manager"
        )
        cls.manager = cls._create_user(
            "merge_manager",
            "miniprogram_contract.group_contract_manager,base.group_partner_manager",
        )
        cls.rival.email = cls.customer.email = "same@example.com"
        cls.env.flush_all()

    def _merge(self, user, source, target):
        """Merge two partners as the form does."""
        wizard = (
            self.env[MERGE]
            .with_user(user)
            .create(
                {
                    "dst_partner_id": target.id,
                    "partner_ids": [Command.set((source | target).ids)],
                    "state": "selection",
                }
            )
        )
        wizard.action_merge()
        self.env.flush_all()
        self.env.invalidate_all()

    def _assert_not_merged(self, user, source, target, words):
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            self._merge(user, source, target)
        self.env.invalidate_all()
        self.assertTrue((source | target).exists() == source | target)
        self.assertEqual(self.contract.commercial_partner_id, self.customer)

    def test_a_salesperson_of_another_team_does_not_swap_the_party(self):
        for source, target in (
            (self.customer, self.rival),
            (self.rival, self.customer),
        ):
            with self.subTest(target=target.name):
                self._assert_not_merged(
                    self.other_salesman, source, target, "contract manager.*: 1"
                )
        self.salesman.group_ids |= self.env.ref("base.group_partner_manager")
        self._assert_not_merged(
            self.salesman, self.customer, self.rival, self.contract.contract_number
        )

    def test_nor_does_he_put_a_stranger_among_its_people(self):
        stranger = self.rival_visitor.partner_id
        stranger.email = self.contact.email = "lijing@example.com"
        colleague = self.contact.copy({"name": "王五"})
        self._assert_not_merged(
            self.other_salesman, stranger, colleague, "contract manager"
        )

    def test_nor_by_the_automatic_way(self):
        self.rival.name = self.customer.name
        self.env.flush_all()
        wizard = self.env[MERGE].with_user(self.other_salesman)
        wizard = wizard.create({"group_by_name": True, "group_by_email": True})
        refused = self.assertRaisesRegex(UserError, "contract manager")
        with refused, self.env.cr.savepoint():
            wizard.action_start_automatic_process()
        self.assertTrue((self.rival | self.customer).exists())

    def test_nor_does_a_manager_of_another_company(self):
        company = self.env["res.company"].create({"name": "重庆云帆网络有限公司"})
        self.manager.write(
            {"company_id": company.id, "company_ids": [Command.set(company.ids)]}
        )
        self._assert_not_merged(
            self.manager, self.customer, self.rival, "contract manager.*: 1"
        )

    def test_whom_no_contract_that_was_sent_names_anybody_merges(self):
        draft = self._create_contract(partner_id=self.rival.id)
        self.assertEqual(draft.contract_state, "draft")
        target = self.rival.copy({"name": "山城火锅", "email": self.rival.email})
        self._merge(self.other_salesman, self.rival, target)
        self.assertEqual(draft.commercial_partner_id, target)

    def test_a_manager_does_and_each_contract_logs_it(self):
        name = self.customer.name
        self._merge(self.manager, self.customer, self.rival)
        self.assertEqual(self.contract.commercial_partner_id, self.rival)
        event = self.contract.event_ids.sorted("sequence").filtered(
            lambda event: event.kind == "contacts_merged"
        )[:1]
        self.assertIn(name, event.description)
        self.assertIn(self.rival.name, event.description)
        self.assertIn(self.manager.login, event.actor)
        self.assertFalse(self.contract._find_broken_logs())

    def test_afterwards_the_portal_users_of_the_kept_one_get_in(self):
        login = self.visitor.login
        self._merge(self.manager, self.customer, self.rival)
        self.assertFalse(self.visitor.active)
        self.assertTrue(self.rival_visitor.active)
        event = self.contract.event_ids.sorted("sequence")
        self.assertIn(login, "".join(event.mapped("description")))
        self._log_out()
        self._assert_refused(f"{self.contract.access_url}?access_token={self.token}")
        self._log_in("rival")
        self._open_contract(self.contract)
        self.assertNotEqual(self.contract._portal_ensure_token(), self.token)

    def test_nor_do_logins_that_were_archived_before_and_are_activated_later(self):
        self.visitor.active = False
        self.visitor.partner_id.active = False
        self.env.flush_all()
        self._merge(self.manager, self.customer, self.rival)
        self.visitor.partner_id.active = True
        self.visitor.active = True
        domain = self.contract._get_portal_domain(self.visitor)
        self.assertFalse(self.contract.filtered_domain(domain))

    def test_colleagues_who_are_merged_keep_their_login(self):
        colleague = self.contact.copy({"name": "王五", "email": self.contact.email})
        self._merge(self.manager, self.contact, colleague)
        self.assertTrue(self.visitor.active)
        self.assertEqual(self.visitor.partner_id, colleague)
        self._open_contract(self.contract)
