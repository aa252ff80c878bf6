# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .ledger_common import LedgerCommon

CHANGES = "miniprogram.contract.detail.change"


@tagged("post_install", "-at_install")
class TestCustomerDetails(LedgerCommon):
    """Clause 11.3: who moves owes a notice within ten working days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._activate()
        cls.contract._write_protected({"user_id": cls.salesman.id})
        cls.address_change = cls.env.ref(
            "miniprogram_contract.notice_type_address_change"
        )

    def _changes(self, partner=None):
        return self.env[CHANGES].search(
            [("partner_id", "=", (partner or self.customer).id)]
        )

    def _record(self, day, on="2026-06-10", user=None):
        """Record the change in the wizard, as the banner opens it."""
        with self._on(on):
            wizard = self.env[f"{CHANGES}.record"].with_user(user or self.env.user)
            with Form(wizard.with_context(active_id=self.customer.id)) as form:
                if day:
                    form.event_date = day
            return form.record.action_confirm()

    def test_each_kind_of_detail_proposes_the_notice(self):
        for partner, values in (
            (self.customer, {"street": "人民南路四段1号"}),
            (self.customer, {"zip": "610042"}),
            (self.customer, {"phone": "028-1"}),
            (self.customer, {"fax": "028-2"}),
            (self.customer, {"email": "new@example.com"}),
            (self.contact, {"name": "王芳"}),
            (self.contact, {"phone": "13900139000"}),
        ):
            with self.subTest(values=values):
                self._changes().sudo().unlink()
                partner.write(values)
                self.assertEqual(self._changes().state, "open")

    def test_what_stays_or_is_no_address_proposes_nothing(self):
        self.customer.write({"phone": self.customer.phone, "comment": "VIP"})
        self.customer.name = "成都锦里食品股份有限公司"
        self.assertFalse(self._changes())

    def test_further_fields_join_the_open_one(self):
        with self._on("2026-06-01"):
            self.customer.phone = "028-1"
        with self._on("2026-06-03"):
            self.contact.name = "王芳"
            self.customer.phone = "028-2"
        change = self._changes()
        self.assertEqual(len(change), 1)
        self.assertEqual(change.noticed_on, date(2026, 6, 1))
        self.assertIn("028-85538888 → 028-2", change.description)
        self.assertIn("李静 → 王芳", change.description)
        self.assertEqual(len(self.customer.activity_ids), 1)

    def test_what_is_taken_back_is_no_change(self):
        before = self.customer.phone
        self.customer.phone = "028-1"
        self.customer.phone = before
        self.assertEqual(self._changes().state, "dismissed")
        self.assertFalse(self.customer.activity_ids)

    def test_the_responsible_person_is_told(self):
        self.customer.phone = "028-1"
        self.assertEqual(self.customer.activity_ids.user_id, self.salesman)

    def test_there_is_one_notice_for_each_of_his_contracts(self):
        other = self._activate("2026-04-01")
        with self._on("2026-06-08"):
            self.customer.write({"street": "人民南路四段1号", "zip": "610042"})
        self._record("2026-06-01")
        notices = self.contract.notice_ids + other.notice_ids
        self.assertEqual(len(notices), 2)
        self.assertEqual(notices.type_id, self.address_change)
        self.assertEqual(set(notices.mapped("direction")), {"incoming"})
        self.assertEqual(set(notices.mapped("event_date")), {date(2026, 6, 1)})
        self.assertEqual(set(notices.mapped("due_date")), {date(2026, 6, 15)})
        self.assertIn("人民南路四段1号", notices[0].body)
        self.assertIn("武侯祠大街231号", notices[0].former_address)
        self.assertEqual(self._changes().state, "recorded")
        self.assertFalse(self.customer.activity_ids)

    def test_the_real_day_is_asked_for(self):
        self.customer.phone = "028-1"
        for day in (False, "2026-06-11"):
            with self.subTest(day=day), self.assertRaisesRegex(UserError, "Changed on"):
                self._record(day)

    def test_the_day_of_the_edit_is_the_latest_that_it_can_have_been(self):
        with self._on("2026-06-01"):
            self.customer.phone = "028-1"
        self.assertEqual(self._changes().due_date, date(2026, 6, 15))

    def test_the_customers_receipt_of_it_changes_nothing_further(self):
        with self._on("2026-06-08"):
            self.customer.phone = "028-1"
        self._record("2026-06-01")
        notice = self.contract.notice_ids
        with self._on("2026-06-10"):
            notice.no_proof_reason = "电话告知"
            notice.action_receive("2026-06-10")
        self.assertEqual(self.customer.phone, "028-1")
        self.assertEqual(self._changes().mapped("state"), ["recorded"])

    def _receive_late(self, notice, on="2026-06-20"):
        with self._on(on):
            notice.no_proof_reason = "电话告知"
            notice.action_receive(on)

    def test_an_older_notice_undoes_no_newer_change(self):
        with self._on("2026-06-01"):
            self.customer.write({"phone": "028-1", "zip": "610042"})
        self._record("2026-06-01")
        first = self.contract.notice_ids
        with self._on("2026-06-11"):
            self.customer.phone = "028-2"
        self._receive_late(first)
        self.assertEqual(first.state, "done")
        self.assertEqual(self.customer.phone, "028-2")
        self.assertIn("Phone", first.effect_note)
        self.assertNotIn("Zip", first.effect_note)
        self._record("2026-06-11", "2026-06-20")
        second = self.contract.notice_ids - first
        self.assertEqual(second.new_phone, "028-2")
        self.assertIn("变更为028-2", second.body)

    def test_the_notice_of_another_contract_undoes_no_newer_change(self):
        other = self._activate("2026-04-01")
        with self._on("2026-06-01"):
            self.customer.phone = "028-1"
        self._record("2026-06-01")
        notices = other.notice_ids
        self._receive_late(self.contract.notice_ids, "2026-06-10")
        with self._on("2026-06-11"):
            self.customer.phone = "028-2"
        self._record("2026-06-11", "2026-06-12")
        self._receive_late(notices)
        self.assertEqual(self.customer.phone, "028-2")

    def test_what_was_taken_back_as_a_mistake_is_no_newer_change(self):
        with self._on("2026-06-01"):
            self.customer.phone = "028-1"
        self._record("2026-06-01")
        with self._on("2026-06-11"):
            self.customer.phone = "028-9"
            self.customer.phone = "028-1"
            self.customer.fax = "028-3"
        notice = self.contract.notice_ids
        notice.new_phone = "028-10"  # as the paper reads that came in the end
        self._receive_late(notice)
        self.assertEqual(self.customer.phone, "028-10")
        self.assertFalse(notice.effect_note)

    def test_a_notice_that_updates_the_partner_proposes_no_other(self):
        with self._on("2026-06-10"):
            notice = self.contract._record_notices(
                self.address_change, event_date=date(2026, 6, 1)
            )
            notice.write({"new_phone": "028-9", "no_proof_reason": "电话告知"})
            notice.action_receive("2026-06-10")
        self.assertEqual(self.customer.phone, "028-9")
        self.assertFalse(self._changes())

    def test_what_was_given_up_is_told_too(self):
        self.customer.fax = False
        self._record("2026-06-01")
        notice = self.contract.notice_ids
        self.assertIn("变更为（空）", notice.body)
        with self._on("2026-06-10"):
            notice.no_proof_reason = "电话告知"
            notice.action_receive("2026-06-10")
        self.assertFalse(self.customer.fax)

    def test_a_contact_person_who_leaves_is_told_and_gets_no_more_letters(self):
        told = self.env(context={"contract_change_is_told": True})
        self.contact.with_env(told).email = "lijing@example.com"
        self.customer.with_env(told).email = "office@example.com"
        successor = self.env["res.partner"].create(
            {"name": "王芳", "parent_id": self.customer.id}
        )
        other = self.env["res.partner"].create({"name": "别家", "is_company": True})
        self.contact.parent_id = other
        change = self._changes()
        self.assertEqual(change.description, "李静 Contact: 李静 → –")
        self.assertFalse(self._changes(other))
        self._record("2026-06-01")
        notice = self.contract.notice_ids
        self.assertEqual(self.contract._get_designated_partner(), self.customer)
        self.assertEqual(self.contract._get_mail_partner(), self.customer)
        with self._on("2026-06-10"):
            notice.no_proof_reason = "电话告知"
            notice.action_receive("2026-06-10")
        self.assertEqual(self.contract.contact_partner_id, successor)

    def test_another_contact_leaves_the_contracts_contact_person_as_he_is(self):
        self.customer.child_ids = [Command.create({"name": "A First"})]
        self.assertFalse(self._changes())
        self.assertEqual(self.contract.contact_partner_id, self.contact)

    def test_a_mere_correction_is_dismissed(self):
        self.customer.phone = "028-1"
        wizard = self.env[f"{CHANGES}.record"].with_context(active_id=self.customer.id)
        wizard.create({}).action_dismiss()
        self.assertEqual(self._changes().state, "dismissed")
        self.assertFalse(self.contract.notice_ids)
        self.customer.phone = "028-2"
        self.assertEqual(len(self._changes()), 2)

    def test_contracts_of_colleagues_are_told_of_too(self):
        other = self._activate("2026-04-01")
        other._write_protected({"user_id": self.env.user.id})
        self.customer.phone = "028-1"
        self._record("2026-06-01", user=self.salesman)
        self.assertTrue(other.notice_ids)

    def test_who_looks_after_none_of_the_contracts_records_nothing(self):
        self.customer.phone = "028-1"
        stranger = new_test_user(
            self.env, "detail_stranger", "miniprogram_contract.group_contract_user"
        )
        with self.assertRaises(AccessError):
            self._record("2026-06-01", user=stranger)

    def test_who_sees_no_contracts_edits_partners_all_the_same(self):
        editor = new_test_user(
            self.env, "detail_editor", "base.group_user,base.group_partner_manager"
        )
        self.customer.with_user(editor).phone = "028-1"
        self.assertEqual(self._changes().state, "open")

    def test_a_customer_edits_his_own_details(self):
        self.contract._write_protected({"user_id": False, "crm_team_id": False})
        portal = new_test_user(self.env, "detail_portal", "base.group_portal")
        self.customer.with_user(portal).sudo().phone = "028-1"
        self.assertTrue(self.customer.activity_ids.user_id._is_internal())

    def test_notice_and_invoice_addresses_count(self):
        address = self.customer.copy({"type": "notice", "parent_id": self.customer.id})
        contract = self.contract
        contract._write_protected({"notice_partner_id": address.id})
        address.street = "新街1号"
        self.assertEqual(self._changes().state, "open")
        self._changes().sudo().unlink()
        contract._write_protected({"partner_invoice_id": address.id})
        contract._write_protected({"notice_partner_id": False})
        address.email = "bill@example.com"
        self.assertEqual(self._changes().state, "open")

    def test_other_contacts_and_ended_contracts_do_not_count(self):
        other = self.customer.child_ids.create(
            {"name": "仓库", "parent_id": self.customer.id}
        )
        other.phone = "028-1"
        self.assertFalse(self._changes())
        with self._on("2026-06-01"):
            self.contract.action_terminate_contract(self.agreement)
        self.customer.phone = "028-1"
        self.assertFalse(self._changes())

    def test_the_banner_stands_on_the_party_and_its_contacts(self):
        self.customer.phone = "028-1"
        change = self._changes()
        self.assertEqual(self.customer.detail_change_id, change)
        self.assertEqual(self.contact.detail_change_id, change)

    def test_an_import_goes_through(self):
        self.env["ir.model.data"].create(
            {
                "module": "__import__",
                "name": "customer",
                "model": "res.partner",
                "res_id": self.customer.id,
            }
        )
        result = self.env["res.partner"].load(
            ["id", "name", "phone", "street"],
            [
                ["__import__.customer", self.customer.name, "028-1", "新街1号"],
                ["__import__.new", "新客户", "028-2", "新街2号"],
            ],
        )
        self.assertFalse(result["messages"])
        self.assertEqual(len(self._changes()), 1)

    def test_partners_without_contracts_cost_two_queries_however_many(self):
        partners = self.env["res.partner"].create(
            [{"name": f"P{number}"} for number in range(20)]
        )
        self._count_write(partners[:2], "2")
        plain = self._count_write(partners, "3", is_told=True)
        ours = self._count_write(partners, "4")
        self.assertLessEqual(ours - plain, 2)

    def _count_write(self, partners, phone, is_told=False):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        partners.with_context(contract_change_is_told=is_told).write({"phone": phone})
        self.env.flush_all()
        return self.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestOwnDetails(LedgerCommon):
    """Clause 11.3: when our own details change, all customers are told."""

    def setUp(self):
        super().setUp()
        self.contact.email = "lijing@example.com"
        self.contract = self._activate()

    def _change(self):
        return self.env[CHANGES].search(
            [("partner_id", "=", self.company.partner_id.id)]
        )

    def test_our_own_details_propose_a_notice_to_all(self):
        for values in (
            {"street": "天府大道1号"},
            {"zip": "610000"},
            {"email": "new@west.cn"},
            {"contract_phone": "028-1（10线）"},
            {"contract_hotline": "400-1"},
            {"name": "成都云帆科技有限公司"},
        ):
            with self.subTest(values=values):
                self._change().sudo().unlink()
                self.company.write(values)
                self.assertEqual(self._change().state, "open")
                self.assertTrue(self._change().is_own)

    def test_all_of_one_edit_is_one_change(self):
        self.company.write({"street": "天府大道1号", "contract_hotline": "400-1"})
        self.assertEqual(len(self._change()), 1)
        self.assertEqual(len(self._change().description.splitlines()), 2)
        self.assertEqual(len(self.company.partner_id.activity_ids), 1)

    def test_the_companys_form_leads_to_the_wizard(self):
        self.company.street = "天府大道1号"
        self.assertEqual(self.company.detail_change_id, self._change())
        action = self.company.action_record_detail_change()
        wizard = self.env[action["res_model"]].with_context(**action["context"])
        self.assertEqual(wizard.create({}).change_id, self._change())

    def test_a_company_without_contracts_is_left_alone(self):
        company = self.env["res.company"].create({"name": "另一家公司"})
        company.street = "别处1号"
        changes = self.env[CHANGES].search([("company_id", "=", company.id)])
        self.assertFalse(changes)

    def test_a_manager_writes_to_all_customers(self):
        with self._on("2026-06-08"):
            self.company.street = "天府大道1号"
        mailing = self._write_to_all("2026-06-05")
        self.assertEqual(mailing.event_date, date(2026, 6, 5))
        with self._on("2026-06-08"):
            mailing.action_send()
        self._run("track_notices", "2026-06-08")
        notice = self.contract.notice_ids
        self.assertEqual(notice.direction, "outgoing")
        self.assertEqual(notice.state, "sent")
        self.assertEqual(notice.due_date, date(2026, 6, 22))
        self.assertIn("天府大道1号", notice.body)
        self.assertEqual(self._change().state, "recorded")

    def test_it_is_not_for_salespeople_to_decide(self):
        self.company.street = "天府大道1号"
        with self.assertRaises(AccessError):
            self._write_to_all("2026-06-05", self.salesman)

    def _write_to_all(self, day, user=None):
        wizard = self.env[f"{CHANGES}.record"].with_user(user or self.env.user)
        partner = self.company.partner_id
        with self._on("2026-06-08"):
            action = (
                wizard.with_context(active_id=partner.id)
                .create({"event_date": day})
                .action_confirm()
            )
        return self.env[action["res_model"]].browse(action["res_id"])
