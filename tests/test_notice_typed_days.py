# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..models.party.typed_day import Day
from .notice_common import NoticeCommon
from .opening_common import COLUMNS, ROW
from .portal_notice_common import PortalNoticeCommon

DAYS = ("9999-12-31", "0001-01-01")
EXPECTED = "between 1900-01-01 and 2199-12-31"
# What nobody types: methods alone make periods, and fill what the base module needs
MADE = "miniprogram.contract.term"
MIRRORED = ("date_start",)


@tagged("post_install", "-at_install")
class TestTypedDays(NoticeCommon):
    """A day that no contract knows gets a sentence, wherever somebody types it."""

    def _assert_said(self, label, call):
        for day in DAYS:
            with (
                self.subTest(label=label, day=day),
                self.assertRaisesRegex(UserError, f"{label}: a date {EXPECTED}"),
                self.env.cr.savepoint(),
            ):
                call(day)
        self.env.invalidate_all()

    def test_every_field_for_a_day_is_held_to_it(self):
        for model in self.env.values():
            for name, field in model._fields.items():
                is_ours = field._module == "miniprogram_contract"
                is_typed = not (field.readonly or field.related or name in MIRRORED)
                if (
                    field.type == "date"
                    and is_ours
                    and is_typed
                    and model._name != MADE
                ):
                    with self.subTest(model=model._name, field=name):
                        self.assertIsInstance(field, Day)

    def test_on_the_contract(self):
        contract = self._create_contract()

        def fill(day):
            with Form(contract, "miniprogram_contract.view_contract_form") as form:
                form.purchase_date = day

        self._assert_said("Purchase Date", fill)
        self._assert_said(
            "Purchase Date", lambda day: contract.write({"purchase_date": day})
        )

    def _make_renewal(self):
        contract = self._activate()
        with self._on(contract.renewal_invoice_on):
            contract._start_next_term()
        return contract

    def _fill_dialog(self, model, name, record, **values):
        """Return what types a day into a dialog."""
        wizard = self.env[f"miniprogram.contract.{model}"].with_context(
            active_id=record.id, active_ids=record.ids, active_model=record._name
        )

        def fill(day):
            with Form(wizard) as form:
                for key, value in values.items():
                    form[key] = value
                form[name] = day
            form.record.action_confirm()

        return fill

    def test_in_dialogs(self):
        contract = self._make_renewal()
        agreement = {"reason_id": self.agreement}
        grants = self.env["miniprogram.contract.grant.time"]
        of_term = {"term_id": contract.open_term_id.id, "reason": "双方协商一致"}
        for label, fill in (
            (
                "Last Day of Service",
                self._fill_dialog(
                    "terminate", "termination_date", contract, **agreement
                ),
            ),
            (
                "More Time until",
                lambda day: grants.create({**of_term, "grace_until": day}),
            ),
        ):
            self._assert_said(label, fill)

    def test_by_methods(self):
        contract = self._make_renewal()
        term = contract.open_term_id
        self._assert_said(
            "Extra Time until|More Time until|Grace until",
            lambda day: term.action_grant_time(day, "双方协商一致"),
        )
        for day in DAYS:
            with self.subTest(day=day), self.assertRaises(UserError):
                contract.action_terminate_contract(self.agreement, day)
        ended = self._activate()
        with self._on("2026-06-01"):
            ended.action_terminate_contract(self.agreement)
        for day in DAYS:
            with self.subTest(day=day), self.assertRaises(UserError):
                ended.action_reinstate_contract("双方同意继续", day)

    def test_of_notices(self):
        contract = self._activate()
        for name, kind in (("event_date", "force_majeure"),):
            self._assert_said(
                "(?:Event|Due) Date",
                lambda day, name=name, kind=kind: self._draft(
                    contract, kind, facts="洪水", **{name: day}
                ),
            )

    def test_of_imports(self):
        for day in DAYS:
            for name in ("purchase_date", "paid_until"):
                row = {**ROW, name: day}
                result = self.env["sale.subscription"].with_context(
                    import_file=True, tracking_disable=True
                )
                result = result.load(COLUMNS, [[row.get(key, "") for key in COLUMNS]])
                with self.subTest(day=day, name=name):
                    self.assertFalse(result["ids"])
                    self.assertIn(EXPECTED, str(result["messages"]))

    def test_what_accounting_types_never_stops_the_ledger(self):
        contract = self._make_renewal()
        invoice = contract.open_term_id.invoice_id
        for day in DAYS:
            with self.subTest(day=day):
                invoice.button_draft()
                invoice.write(
                    {"invoice_date_due": day, "invoice_payment_term_id": False}
                )
                invoice.action_post()
                self.env.flush_all()
                self.assertEqual(contract.open_term_id.state, "invoiced")


@tagged("post_install", "-at_install")
class TestTypedDaysInPortal(PortalNoticeCommon):
    """The same on the customer's pages."""

    def test_they_say_what_is_expected(self):
        for name, field, words in (
            ("force_majeure", "event_date", "Day of the event: a date"),
            ("address_change", "event_date", "Day of the change: a date"),
            ("termination_request", "requested_date", "last day of service: a date"),
        ):
            for day in DAYS:
                with self.subTest(name=name, day=day):
                    values = {"facts": "洪水", field: day}
                    for suffix in ("", "/give"):
                        response = self._post(
                            self._get_url(name) + suffix, confirmed="1", **values
                        )
                        self._assert_wrong(response, words)
        self.assertFalse(self.contract.notice_ids)
