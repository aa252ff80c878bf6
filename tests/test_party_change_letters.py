# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .notice_common import NoticeCommon


@tagged("post_install", "-at_install")
class TestMovesToldInAdvance(NoticeCommon):
    """Clause 11.3: a move may be told before it happens; nothing else may."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._activate()

    def _change(self, day="2026-06-01", **values):
        return self._receive(self.contract, "address_change", day, **values)

    def test_a_move_told_in_advance_takes_effect_on_its_day(self):
        notice = self._change(
            "2026-06-10", event_date="2026-07-01", new_street="天府大道1号"
        )
        self.assertEqual(notice.state, "received")
        self.assertEqual(notice.effective_date, date(2026, 7, 1))
        self.assertEqual(notice.due_date, date(2026, 7, 15))
        self.assertFalse(notice.is_late)
        self.assertEqual(notice.verdict, "In time")
        self.assertEqual(notice.next_date, date(2026, 7, 1))
        self._track("2026-06-30")
        self.assertEqual(self.customer.street, "武侯祠大街231号")
        self._track("2026-07-01")
        self.assertEqual(self.customer.street, "天府大道1号")
        self.assertIn("武侯祠大街231号", notice.former_address)
        self.assertEqual(notice.state, "done")

    def test_nothing_else_is_told_before_it_happens(self):
        with self._on("2026-06-10"):
            for name in ("force_majeure", "party_change", "waiver"):
                notice = self._draft(self.contract, name, event_date="2026-06-11")
                self.assertIn(
                    "Event Date: a day that is not in the future.",
                    notice._get_giving_problems(),
                )

    def test_we_tell_our_customers_of_our_move_before_it(self):
        letter = self._give(
            self.contract,
            "address_change",
            "2026-06-10",
            event_date="2026-07-01",
            new_street="天府大道1号",
        )
        self.assertIn("将于2026年7月1日变更", letter.body)
        self.assertIn("自2026年7月1日起", letter.body)


@tagged("post_install", "-at_install")
class TestLettersOnPartyChanges(NoticeCommon):
    """Clauses 5.1.1, 12.6, 12.9: what comes with the letter, and what it cites."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.successor = cls.env["res.partner"].create(
            {"name": "成都合并食品集团有限公司", "is_company": True}
        )

    def _change(self, contract, kind, day="2026-06-01", **values):
        values.setdefault("supporting_document_ids", self._file("certificate.pdf").ids)
        return self._receive(
            contract, "party_change", day, party_change_kind=kind, **values
        )

    def _tell(self, contract, kind="rename", **values):
        values.setdefault("supporting_document_ids", self._file("certificate.pdf").ids)
        return self._give(
            contract,
            "party_change",
            "2026-06-01",
            "2026-06-03",
            new_party_name="成都新名数码有限公司",
            party_change_kind=kind,
            **values,
        )

    def test_the_certificate_of_the_registered_change_comes_with_it(self):
        contract = self._activate()
        with self.assertRaisesRegex(UserError, "变更登记证明"):
            self._change(
                contract,
                "rename",
                new_party_name="成都新名食品有限公司",
                supporting_document_ids=False,
            )
        with self.assertRaisesRegex(UserError, "变更登记证明"):
            self._tell(contract, supporting_document_ids=False)

    def test_ours_is_for_what_clause_12_6_names(self):
        contract = self._activate()
        for kind in ("reorganisation", "other"):
            with self.assertRaisesRegex(UserError, "clause 12.6"):
                self._tell(contract, kind)
        for kind in ("listing", "acquisition"):
            with self.assertRaisesRegex(UserError, "Party Change Kind"):
                self._change(contract, kind, new_partner_id=self.successor.id)
        self.assertIn("因被收购，", self._tell(contract, "acquisition").body)

    def test_it_names_the_law_by_which_the_contract_goes_on(self):
        contract = self._activate()
        ours = self._tell(contract)
        self.assertIn("《民法典》第五百三十二条", ours.body)
        self.assertIn("我方保证贵方在本合同中的权益不因此受到不利影响", ours.body)
        merged = self._tell(contract, "merger")
        self.assertIn("《民法典》第六十七条、第五百三十二条", merged.body)
        with self._on("2026-06-01"):
            theirs = self._draft(contract, "party_change", party_change_kind="rename")
        words = theirs._fill_body()
        self.assertNotIn("第12.6条", words)
        self.assertNotIn("我方保证", words)

    def test_clauses_are_cited_in_their_order(self):
        contract = self._activate()
        self.assertIn("第5.1.1条、第12.6条及第12.9条", self._tell(contract).body)
        with self._on("2026-06-01"):
            theirs = self._draft(contract, "party_change", party_change_kind="rename")
        self.assertIn("第5.1.1条及第12.9条", theirs._fill_body())

    def test_ours_to_all_customers_comes_with_the_certificate(self):
        contracts = self._activate() | self._activate()
        with self._on("2026-06-01"):
            mailing = self.env["miniprogram.contract.notice.mailing"].create(
                {
                    "name": "更名",
                    "contract_domain": str([("id", "in", contracts.ids)]),
                    "event_date": "2026-06-01",
                    "type_id": self._type("party_change").id,
                }
            )
            mailing.body = "我方已更名。"
            with self.assertRaisesRegex(UserError, "变更登记证明"):
                mailing.action_send()
            mailing.supporting_document_ids = self._file("certificate.pdf")
            sample = mailing._get_sample_notice()
            self.assertEqual(sample._get_enclosures(), ["1. certificate.pdf"])
            mailing._create_notices(contracts)
        files = contracts.notice_ids.supporting_document_ids
        self.assertEqual(len(files), 2)
        self.assertEqual(files.mapped("name"), ["certificate.pdf"] * 2)
