# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import Form, tagged

from .roles_common import TODAY, RolesCommon

CHANGES = "miniprogram.contract.detail.change"
NIGHTS = ("invoice_renewals", "terminate_unpaid_renewals", "track_notices")


@tagged("post_install", "-at_install")
class TestMerges(RolesCommon):
    """What core rewrites by SQL when records are merged, in each state."""

    def setUp(self):
        super().setUp()
        self.startPatcher(self._on(TODAY))

    def _merge(self, source, target):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((source | target).ids, target, extra_checks=False)
        self.env.flush_all()
        self.env.invalidate_all()

    def _merge_generic(self, source, target):
        """Merge records as tools for duplicates of other models do."""
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._update_foreign_keys_generic(source._name, source, target)
        wizard._update_reference_fields_generic(source._name, source, target)
        self.env.invalidate_all()

    def _assert_all_works(self, contract):
        """Open and read all that is kept of a contract, as its manager."""
        own = self._as("contract_manager", contract)
        self.assertTrue(Form(own, "miniprogram_contract.view_contract_form").record)
        for records in (own, own.term_ids, own.notice_ids):
            names = [
                name
                for name in records.fields_get()
                if not records._fields[name].type.endswith("2many")
            ]
            self.assertEqual(len(records.read(names)), len(records))
        for change in self.env[CHANGES].search([]):
            self.assertIsInstance(change.description, str)

    def test_a_customer_is_merged_in_every_state(self):
        for stage, contract in self.stages.items():
            with self.subTest(stage=stage), self._undone():
                target = self._copy_customer("成都锦里食品公司")
                self._merge(contract.partner_id, target)
                self.assertEqual(contract.partner_id, target)
                self.assertEqual(contract.commercial_partner_id, target)
                self.assertEqual(contract.contact_partner_id.parent_id, target)
                self._assert_all_works(contract)

    def test_what_the_log_says_stays_as_it_was(self):
        for stage, contract in self.stages.items():
            with self.subTest(stage=stage), self._undone():
                contract._log_event("files_checked", contract.partner_id.name)
                former = contract._get_log_file()
                contact = contract.contact_partner_id
                product = contract.sale_subscription_line_ids.product_id
                self._merge(
                    contract.partner_id, self._copy_customer("成都锦里食品公司")
                )
                self._merge(contact, contact.copy({"name": "王五"}))
                self._merge_generic(product, product.copy())
                for user in self.env.user, self.salesman:
                    self._merge(user.partner_id, user.partner_id.copy())
                self._merge_generic(self.salesman, self.users["salesman"])
                self.assertTrue(contract._get_log_file().startswith(former))
                self.assertFalse(contract._find_broken_logs())

    def test_the_nights_go_on_after_a_merge(self):
        for contract in self.stages.values():
            if contract.partner_id != self.customer:
                self._merge(contract.partner_id, self.customer)
        self._merge(self.customer, self._copy_customer("成都锦里食品公司"))
        for name in NIGHTS:
            self._run(name, TODAY)
        states = {stage: c.contract_state for stage, c in self.stages.items()}
        self.assertEqual(states["late"], "active", "held by money of the merged one")
        self.assertEqual(states["planned_end"], "active")
        self.assertFalse(any(c.contract_failures for c in self.stages.values()))

    def test_contacts_users_and_products_are_merged_in_every_state(self):
        for stage, contract in self.stages.items():
            with self.subTest(stage=stage), self._undone():
                contact = contract.contact_partner_id
                colleague = contact.copy({"name": "王五"})
                self._merge(contact, colleague)
                self.assertEqual(contract.contact_partner_id, colleague)
                product = contract.sale_subscription_line_ids.product_id
                self._merge_generic(product, product.copy())
                contract._write_protected({"user_id": self.salesman.id})
                self._merge_generic(self.salesman, self.users["salesman"])
                self.assertEqual(contract.user_id, self.users["salesman"])
                self._assert_all_works(contract)

    def test_no_link_that_a_merge_rewrites_is_under_a_constraint(self):
        """Core deletes rows where a constraint keeps it from rewriting their link."""
        wizard = self.env["base.partner.merge.automatic.wizard"]
        own = {
            model._table
            for model in self.env.values()
            if model._original_module == "miniprogram_contract" and not model._abstract
        }
        for table in (
            "product_product",
            "product_template",
            "res_partner",
            "res_users",
        ):
            for name, column in wizard._get_fk_on(table):
                with self.subTest(table=name, column=column):
                    if name in own:
                        self.assertFalse(
                            wizard._has_check_or_unique_constraint(name, column)
                        )

    def test_the_only_unique_index_on_such_a_link_is_that_of_open_changes(self):
        """A unique index keeps core from rewriting a link, and core does not see it."""
        wizard = self.env["base.partner.merge.automatic.wizard"]
        found = set()
        for table in (
            "product_product",
            "product_template",
            "res_partner",
            "res_users",
        ):
            for name, column in wizard._get_fk_on(table):
                if name.startswith(("miniprogram_", "sale_subscription")):
                    self.cr.execute(
                        """
                        SELECT indexrelid::regclass::text FROM pg_index
                          JOIN pg_attribute
                            ON attrelid = indrelid AND attnum = ANY (indkey)
                         WHERE indisunique AND NOT indisprimary
                           AND indrelid = %s::regclass AND attname = %s
                        """,
                        [name, column],
                    )
                    found |= {index for (index,) in self.cr.fetchall()}
        self.assertEqual(found, {"miniprogram_contract_detail_change_one_open"})

    def test_a_notice_of_a_contact_goes_on_with_whom_that_is_merged_into(self):
        contract = self.stages["active"]
        notice = contract._record_notices(
            self._type("address_change"),
            address_partner_id=self.contact.id,
            event_date=TODAY,
            new_phone="13700137000",
            no_proof_reason="电话告知",
        )
        colleague = self.contact.copy({"name": "王五"})
        self._merge(self.contact, colleague)
        self.assertEqual(notice.address_partner_id, colleague)
        notice.action_receive(TODAY)
        self.assertEqual(notice.state, "done")
        self.assertEqual(colleague.phone, "13700137000")

    def test_no_model_keeps_ids_in_json(self):
        """Core moves links, and knows nothing of ids in a text."""
        names = {
            f"{model._name}.{name}"
            for model in self.env.values()
            for name, field in model._fields.items()
            if field.type == "json" and field._module == "miniprogram_contract"
        }
        # texts of what was signed and sent; names of steps and their errors; numbers
        # of contracts and why they were left out; where an address came from
        self.assertEqual(
            {name.rsplit(".", 1)[1] for name in names},
            {
                "contract_failures",
                "left_out",
                "letters_with_blanks",
                "sent_content",
                "signing_address_origin",
                "signing_confirmations",
            },
        )

    # -- changes of details that are still to be told ---------------------------------

    def _open(self, partner):
        return self.env[CHANGES].search(
            [("partner_id", "=", partner.id), ("state", "=", "open")]
        )

    def test_an_open_change_goes_on_with_whom_the_customer_is_merged_into(self):
        target = self._copy_customer("成都锦里食品公司")
        self.customer.phone = "028-1"
        self.contact.name = "王芳"
        change = self._open(self.customer)
        self._merge(self.customer, target)
        self.assertEqual(change.partner_id, target)
        self.assertNotIn("028-1", change.description, "what was on file is told")
        self.assertIn("李静 → 王芳", change.description)
        self.assertEqual(target.activity_ids.user_id, change._get_responsible_user())
        wizard = self.env[f"{CHANGES}.record"].with_context(active_id=target.id)
        with Form(wizard) as form:
            form.event_date = TODAY
        form.record.action_confirm()
        self.assertEqual(change.state, "recorded")
        self.assertFalse(target.activity_ids)

    def test_a_party_at_another_address_is_a_change_of_details(self):
        target = self._copy_customer("成都锦里食品公司")
        target.write({"street": "人民南路1号", "phone": "028-9", "fax": False})
        self.assertFalse(self._open(target))
        self._merge(self.customer, target)
        change = self._open(target)
        self.assertIn("武侯祠大街231号", change.description)
        self.assertIn("人民南路1号", change.description)
        self.assertIn("028-85538888 → 028-9", change.description)
        # the target had none, and took over that of the other
        self.assertNotIn("028-85538889", change.description)
        self.assertIn(self.stages["active"], change.contract_ids)
        self.assertEqual(len(target.activity_ids), 1)

    def test_a_party_with_the_same_details_is_no_change(self):
        target = self._copy_customer("成都锦里食品公司")
        self._merge(self.customer, target)
        self.assertFalse(self._open(target))

    def test_another_person_is_a_change_of_details(self):
        colleague = self.contact.copy({"name": "王五", "phone": "13700137000"})
        self._merge(self.contact, colleague)
        change = self._open(self.customer)
        self.assertIn("李静 → 王五", change.description)
        self.assertIn("13800138000 → 13700137000", change.description)

    def test_whom_no_contract_names_is_no_change(self):
        stranger = self.env["res.partner"].create(
            {"name": "另一条记录", "street": "别处"}
        )
        self._merge(stranger, self.customer)
        self.assertFalse(self._open(self.customer))

    def test_two_open_changes_become_one(self):
        target = self.stages["held"].partner_id
        with self._on("2027-03-08"):
            target.write({"fax": "028-3", "phone": "028-2"})
        self.customer.write({"phone": "028-1", "zip": "610042"})
        self._merge(self.customer, target)
        change = self._open(target)
        self.assertEqual(len(change), 1)
        self.assertEqual(str(change.noticed_on), "2027-03-08")
        # each detail as it is now; what the other one's was before is not lost
        self.assertEqual(change.description.count("→ 028-2"), 1)
        self.assertIn("→ 028-3", change.description)
        self.assertEqual(len(target.activity_ids), 1)
        self.assertFalse(
            self.env[CHANGES].search([("partner_id", "=", self.customer.id)])
        )

    def test_a_change_of_a_contact_that_is_deleted_stays_readable(self):
        self.contact.phone = "13900000000"
        change = self._open(self.customer)
        stages = self.env["sale.subscription"].search(
            [("contact_partner_id", "=", self.contact.id)]
        )
        stages._write_protected({"contact_partner_id": self.customer.id})
        name = self.contact.name
        self.contact.unlink()
        self.assertIn(name, change.description)

    # -- whose contact -----------------------------------------------------------------

    def test_a_contact_merged_into_another_company_is_reported(self):
        contract = self.stages["active"]
        stranger = self.env["res.partner"].create(
            {
                "name": "赵六",
                "parent_id": self.env["res.partner"]
                .create({"name": "别家公司", "is_company": True})
                .id,
            }
        )
        self._merge(contract.contact_partner_id, stranger)
        self.assertEqual(contract.commercial_partner_id, self.customer)
        warning = contract.activity_ids.filtered(lambda a: "赵六" in (a.summary or ""))
        self.assertEqual(len(warning), 1)
        self.assertIn("别家公司", warning.summary)
        self.assertFalse(contract._get_mail_partner() == stranger)
        self.assertFalse(
            self.stages["ended"].activity_ids.filtered(
                lambda a: "赵六" in (a.summary or "")
            )
        )

    def test_a_contact_merged_within_the_company_is_not_reported(self):
        contract = self.stages["active"]
        before = contract.activity_ids
        colleague = self.contact.copy({"name": "王五"})
        self._merge(self.contact, colleague)
        self.assertEqual(contract.activity_ids, before)

    def test_who_followed_a_contract_follows_it_still(self):
        contract, other = self.stages["active"], self.stages["renewal"]
        colleague = self.contact.copy({"name": "王五"})
        contract.message_subscribe(self.contact.ids)
        other.message_subscribe((self.contact | colleague).ids)
        self._merge(self.contact, colleague)
        for followed in (contract, other):
            self.assertIn(colleague, followed.message_partner_ids)
