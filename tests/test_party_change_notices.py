# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import SCAN
from .notice_common import YEARLY, NoticeCommon

IMPORTED = {
    "contract_number": "HT-2026-001",
    "paid_until": "2027-02-28",
    "purchase_date": "2026-03-01",
}


@tagged("post_install", "-at_install")
class TestAddressChanges(NoticeCommon):
    """Clause 11.3: the new address counts from receipt, the old one stays on file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._activate()

    def _change(self, day="2026-06-01", **values):
        return self._receive(self.contract, "address_change", day, **values)

    def test_the_partner_follows_on_receipt(self):
        notice = self._draft(
            self.contract,
            "address_change",
            event_date="2026-06-01",
            new_street="天府大道1号",
            new_phone="028-60000000",
        )
        self.assertEqual(notice.address_partner_id, self.customer)
        self.assertEqual(self.customer.street, "武侯祠大街231号")
        notice.proof_ids = self._file()
        with self._on("2026-06-03"):
            notice.action_receive()
        self.assertEqual(notice.state, "done")
        self.assertEqual(self.customer.street, "天府大道1号")
        self.assertEqual(self.customer.phone, "028-60000000")
        self.assertEqual(self.customer.zip, "610041", "what is not given stays")
        self.assertIn("武侯祠大街231号", notice.former_address)
        self.assertIn("028-85538888", notice.former_address)

    def test_the_designated_notice_address_is_what_changes(self):
        address = self.env["res.partner"].create(
            {
                "name": "法务部",
                "parent_id": self.customer.id,
                "type": "notice",
                "street": "旧街1号",
            }
        )
        self.contract._write_protected({"notice_partner_id": address.id})
        self._change(new_street="新街2号", new_email="law@example.com")
        self.assertEqual(address.street, "新街2号")
        self.assertEqual(self.customer.street, "武侯祠大街231号")
        notice = self._give(
            self.contract, "service_upgrade", "2026-06-02", facts="系统升级。"
        )
        self.assertEqual(notice.sent_to_partner_id, address)
        self.assertIn("law@example.com", notice.sent_to_address)

    def test_a_new_contact_person_is_named_on_all_his_living_contracts(self):
        other = self._activate()
        person = self.env["res.partner"].create(
            {"name": "王芳", "parent_id": self.customer.id}
        )
        self.contract._write_protected({"user_id": self.salesman.id})
        notice = self._draft(
            self.contract,
            "address_change",
            event_date="2026-06-01",
            new_contact_id=person.id,
        )
        notice.proof_ids = self._file()
        with self._on("2026-06-03"):
            notice.with_user(self.salesman).action_receive()
        self.assertEqual((self.contract | other).contact_partner_id, person)
        self.assertIn("李静", notice.former_address)

    def test_who_may_not_edit_partners_records_it_all_the_same(self):
        self.contract._write_protected({"user_id": self.salesman.id})
        notice = self._draft(
            self.contract,
            "address_change",
            event_date="2026-06-01",
            new_zip="610042",
        )
        notice.proof_ids = self._file()
        with self._on("2026-06-03"):
            notice.with_user(self.salesman).action_receive()
        self.assertEqual(self.customer.zip, "610042")

    def test_late_it_counts_all_the_same(self):
        notice = self._change(
            "2026-07-01", event_date="2026-06-01", new_street="天府大道1号"
        )
        self.assertEqual(notice.due_date, date(2026, 6, 15))
        self.assertTrue(notice.is_late)
        self.assertEqual(self.customer.street, "天府大道1号")

    def test_of_two_notices_the_later_change_stands_whichever_arrives_first(self):
        self._change(
            "2026-06-08",
            event_date="2026-06-05",
            new_phone="028-2",
            new_contact_id=self.contact.id,
        )
        person = self.env["res.partner"].create(
            {"name": "王芳", "parent_id": self.customer.id}
        )
        notice = self._change(
            "2026-06-10",
            event_date="2026-06-01",
            new_phone="028-1",
            new_street="天府大道1号",
            new_contact_id=person.id,
        )
        self.assertEqual(notice.state, "done")
        self.assertEqual(self.customer.phone, "028-2")
        self.assertEqual(self.customer.street, "天府大道1号")
        self.assertEqual(self.contract.contact_partner_id, self.contact)
        self.assertIn("Phone", notice.effect_note)

    def test_what_changes_is_said_and_is_the_customer_s(self):
        with self.assertRaisesRegex(UserError, "New address"):
            self._change()
        stranger = self.env["res.partner"].create({"name": "外人"})
        with self.assertRaises(UserError) as error:
            self._change(
                new_street="新街",
                new_contact_id=stranger.id,
                address_partner_id=stranger.id,
            )
        self.assertIn("Address Owner", str(error.exception))
        self.assertIn("New Contact Person", str(error.exception))

    def test_who_moves_abroad_leaves_his_province(self):
        singapore = self.env.ref("base.sg")
        self._change(new_country_id=singapore.id, new_street="1 Raffles Place")
        self.assertEqual(self.customer.country_id, singapore)
        self.assertFalse(self.customer.state_id)

    def test_a_province_is_one_of_its_country(self):
        with self.assertRaisesRegex(UserError, "New Province"):
            self._change(new_state_id=self.env.ref("base.state_us_5").id)
        with self.assertRaisesRegex(UserError, "New Province"):
            self._change(
                new_country_id=self.env.ref("base.sg").id,
                new_state_id=self.env.ref("base.state_us_5").id,
            )
        sichuan = self.env.ref("base.state_cn_SC")
        self._change(new_country_id=self.env.ref("base.cn").id, new_zip="610042")
        self.assertEqual(self.customer.state_id, sichuan, "what is not given stays")

    def test_the_letter_names_no_phone_of_the_former_contact_person(self):
        self.customer.phone = False
        person = self.env["res.partner"].create(
            {"name": "王芳", "parent_id": self.customer.id, "phone": "13900139000"}
        )
        notice = self._draft(
            self.contract,
            "address_change",
            event_date="2026-06-01",
            new_contact_id=person.id,
        )
        text = notice._describe_new_address()
        self.assertIn("13900139000", text)
        self.assertNotIn("13800138000", text)

    def test_the_letter_gives_the_whole_new_address(self):
        with self._on("2026-06-02"):
            notice = self._draft(
                self.contract,
                "address_change",
                "outgoing",
                event_date="2026-06-01",
                new_street="高新区新址1号",
                new_phone="028-61111111",
            )
        for words in ("高新区新址1号", "028-61111111", "610031", "server@west.cn"):
            self.assertIn(words, notice.body)
        self.assertNotIn("环球广场", notice.body)
        theirs = self._draft(
            self.contract, "address_change", event_date="2026-06-01", new_zip="610042"
        )
        text = theirs._describe_new_address()
        self.assertIn("成都市武侯祠大街231号", text)
        self.assertIn("邮编：610042", text)
        self.assertIn("联系人：李静", text)

    def test_ours_tells_of_what_the_settings_say(self):
        self.company.street = "四川成都市高新区新址1号"
        notice = self._give(self.contract, "address_change", "2026-06-02", "2026-06-05")
        self.assertIn("四川成都市高新区新址1号", notice.body)
        self.assertIn("第11.3条", notice.body)
        self.assertEqual(notice.state, "done")
        self.assertEqual(self.customer.street, "武侯祠大街231号")


@tagged("post_install", "-at_install")
class TestPartyChanges(NoticeCommon):
    """Clauses 5.1.1, 12.6, 12.9: the contract goes on with the party's successor."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.successor = cls.env["res.partner"].create(
            {
                "name": "成都合并食品集团有限公司",
                "is_company": True,
                "street": "科华路9号",
                "city": "成都市",
                "zip": "610064",
                "phone": "028-85000000",
            }
        )

    def _change(self, contract, kind, day="2026-06-01", **values):
        values.setdefault("supporting_document_ids", self._file("certificate.pdf").ids)
        return self._receive(
            contract, "party_change", day, party_change_kind=kind, **values
        )

    def test_a_rename_is_the_same_party(self):
        contract = self._activate()
        signed, digest = contract.signed_document_id, contract.signed_document_sha256
        notice = self._change(
            contract, "rename", new_party_name="成都锦里食品股份有限公司"
        )
        self.assertEqual(notice.state, "done")
        self.assertEqual(contract.partner_id, self.customer)
        self.assertEqual(self.customer.name, "成都锦里食品股份有限公司")
        self.assertIn("成都锦里食品有限公司", notice.former_party)
        self.assertEqual(contract.signed_document_id, signed)
        self.assertEqual(contract.signed_document_sha256, digest)

    def test_a_merger_carries_the_contract_over_with_its_history(self):
        contract = self._activate()
        number, term = contract.contract_number, contract.term_ids
        invoice, signed = term.invoice_id, contract.signed_document_id
        notice = self._change(contract, "merger", new_partner_id=self.successor.id)
        self.assertEqual(contract.commercial_partner_id, self.successor)
        self.assertEqual(contract.partner_invoice_id, self.successor)
        self.assertEqual(contract.contract_number, number)
        self.assertEqual(contract.contract_state, "active")
        self.assertEqual(contract.paid_until, date(2027, 2, 28))
        self.assertEqual(contract.term_ids, term)
        self.assertEqual(invoice.partner_id, self.customer, "it was issued to him")
        self.assertEqual(contract.signed_document_id, signed)
        self.assertIn("成都锦里食品有限公司", notice.former_party)
        renewal = self._renew(contract)
        self.assertEqual(renewal.invoice_id.partner_id, self.successor)

    def test_another_party_pays_what_was_signed(self):
        ways = {"made by hand": {}, "imported": IMPORTED}
        for way, values in ways.items():
            with self.subTest(way=way):
                contract = self._create_without_order(**values)
                line = contract.sale_subscription_line_ids
                signed = line.name, line.price_unit, line.tax_ids
                self._change(contract, "merger", new_partner_id=self.successor.id)
                self.env.flush_all()
                self.assertEqual((line.name, line.price_unit, line.tax_ids), signed)
                self.assertEqual(contract.contract_amount, 3 * 2118.94)
                renewal = self._renew(contract)
                self.assertEqual(renewal.invoice_id.partner_id, self.successor)
                self.assertEqual(renewal.invoice_id.amount_total, 2118.94)

    def _create_without_order(self, **values):
        with self._on("2026-03-01"):
            contract = self.env["sale.subscription"].create(
                {
                    "partner_id": self.customer.id,
                    "template_id": self.yearly_plan.id,
                    "sale_subscription_line_ids": [
                        Command.create(
                            {"product_id": self.yearly_package.id, "price_unit": 1999.0}
                        )
                    ],
                    **values,
                }
            )
            if not values:
                contract.action_send_contract()
                contract.action_register_signed_paper("李静", SCAN)
        if not values:
            self._pay(contract, "2026-03-01")
        return contract

    def test_what_the_former_party_had_opens_the_contract_no_more(self):
        contract = self._activate()
        token = contract._portal_ensure_token()
        signed = contract._sign_token(self.contact.id)
        contract.message_subscribe(self.contact.ids)
        self._change(contract, "merger", new_partner_id=self.successor.id)
        self.assertFalse(contract._is_portal_token(token))
        self.assertNotEqual(contract._portal_ensure_token(), token)
        self.assertNotEqual(contract._sign_token(self.contact.id), signed)
        self.assertNotIn(self.contact, contract.message_partner_ids)

    def test_every_way_to_another_party_goes_through_the_one_hook(self):
        new = {"new_partner_id": self.successor.id}
        ways = {
            "a merger": lambda c: self._change(c, "merger", **new),
            "a reorganisation": lambda c: self._change(c, "reorganisation", **new),
            "a rename to another partner": lambda c: self._change(c, "rename", **new),
            "by hand": lambda c: c.write({"partner_id": self.successor.id}),
        }
        for way, change in ways.items():
            with self.subTest(way=way):
                is_draft = way == "by hand"
                contract = self._create_contract() if is_draft else self._activate()
                self.assertEqual(
                    self._list_party_changes(contract, change),
                    [(contract, self.customer)],
                )
                self.assertEqual(contract.commercial_partner_id, self.successor)

    def test_the_same_party_is_no_other_one(self):
        ways = {
            "a rename": {"new_party_name": "成都锦里食品股份有限公司"},
            "a rename to itself": {"new_partner_id": self.customer.id},
        }
        for way, values in ways.items():
            with self.subTest(way=way):
                changes = self._list_party_changes(
                    self._activate(),
                    lambda c, values=values: self._change(c, "rename", **values),
                )
                self.assertFalse(changes)

    def _list_party_changes(self, contract, change):
        """Return the contracts for which a change calls the hook, with the former."""
        contracts = self.env.registry["sale.subscription"]
        with patch.object(contracts, "_on_party_change", autospec=True) as hook:
            change(contract)
        calls = [call.args for call in hook.call_args_list]
        return [(moved, former) for moved, former in calls if moved]

    def test_an_open_invoice_stays_with_whom_it_was_issued_to(self):
        contract = self._activate("2026-03-01", **YEARLY)
        term = self._renew(contract, "2027-01-29")
        self._change(
            contract, "reorganisation", "2027-02-01", new_partner_id=self.successor.id
        )
        self.assertEqual(term.invoice_id.partner_id, self.customer)
        self._pay(contract, "2027-02-10")
        self.assertEqual(term.state, "paid")

    def test_a_draft_invoice_is_the_successor_s(self):
        self.plan.invoicing_mode = "draft"
        contract = self._sign()
        invoice = contract.term_ids.invoice_id
        self.assertEqual(invoice.state, "draft")
        self._change(contract, "merger", new_partner_id=self.successor.id)
        self.assertEqual(invoice.partner_id, self.successor)
        self.assertEqual(invoice.partner_shipping_id, self.successor)

    def test_any_other_transfer_is_refused_with_the_way_to_do_it(self):
        contract = self._activate()
        with self.assertRaisesRegex(UserError, "make a new one with the new party"):
            self._change(contract, "other", new_partner_id=self.successor.id)
        self.assertEqual(contract.partner_id, self.customer)

    def test_what_has_happened_and_who_it_is_is_said(self):
        contract = self._activate()
        with self.assertRaisesRegex(UserError, "Party Change Kind"):
            self._change(contract, False, new_partner_id=self.successor.id)
        with self.assertRaisesRegex(UserError, "New Party"):
            self._change(contract, "merger")
        with self.assertRaisesRegex(UserError, "New Party Name"):
            self._change(contract, "rename")

    def test_ours_only_tells(self):
        contract = self._activate()
        notice = self._give(
            contract,
            "party_change",
            "2026-06-01",
            "2026-06-03",
            party_change_kind="rename",
            new_party_name="成都新名数码有限公司",
            supporting_document_ids=self._file("certificate.pdf").ids,
        )
        for words in ("第12.6条", "第12.9条", "第5.1.1条", "乙方", "成都新名数码"):
            self.assertIn(words, notice.body)
        self.assertEqual(contract.company_id.name, "成都云帆数码科技有限公司")
        self.assertEqual(notice.state, "done")
