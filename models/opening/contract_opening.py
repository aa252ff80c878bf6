# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from itertools import compress

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...policy import openings
from ...tools.documents import decode_scan
from ..party.company_language import in_company_language
from ..party.typed_day import Day

# A running contract is created with both; they are never written afterwards.
OPENING_FIELDS = ("contract_number", "paid_until")
LINES = "sale_subscription_line_ids"


class SaleSubscription(models.Model):
    """Contracts that ran before they were kept here: a manager imports them.

    A contract is created as running if its last paid day and the number of its signed
    paper are among its values. What was paid becomes opening terms; nothing is invoiced
    for the past, and the scheduled actions continue from there.
    """

    _inherit = "sale.subscription"

    contract_number = fields.Char(readonly=False)
    paid_until = Day(readonly=False, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        are_openings = list(map(self._is_opening, vals_list))
        if not any(are_openings):
            return super().create(vals_list)
        opening_vals = list(compress(vals_list, are_openings))
        self._check_openings(opening_vals)
        prepared = iter(self._prepare_openings(opening_vals))
        contracts = super().create(
            [
                next(prepared) if is_opening else vals
                for vals, is_opening in zip(vals_list, are_openings, strict=True)
            ]
        )
        running = self.browse().union(*compress(contracts, are_openings))
        running._open_running()
        running._file_opening_scans(opening_vals)
        running._begin_log()
        return contracts

    def _file_opening_scans(self, vals_list):
        """File the scans that came with new running contracts.

        :param list vals_list: the values that each was created with
        """
        scans = [vals["signed_scan"] for vals in vals_list if vals.get("signed_scan")]
        # Measured at once in one process, they are known where each is checked.
        self.env["ir.attachment"]._get_file_problems(
            ("", decode_scan(scan)[0]) for scan in scans
        )
        for contract, vals in zip(self, vals_list, strict=True):
            if vals.get("signed_scan"):
                contract.signed_scan = vals["signed_scan"]

    @api.model
    def _is_opening(self, vals):
        """Whether these values create a contract that is running already."""
        return any(vals.get(name) for name in OPENING_FIELDS)

    @api.model
    def _may_import_running(self):
        """Whether this user can import running contracts."""
        return self._is_contract_manager()

    @api.model
    def _get_opening_refusal(self):
        return self.env._(
            "Only a contract manager can import running contracts (columns: %s).",
            self._describe_fields(OPENING_FIELDS),
        )

    def _check_openings(self, vals_list):
        """Refuse what cannot be a running contract, in one error for all problems."""
        if not self._may_import_running():
            raise UserError(self._get_opening_refusal())
        problems = [
            f"- {vals.get('contract_number') or number}: {text}"
            for number, (vals, found) in enumerate(
                zip(vals_list, self._find_opening_problems(vals_list), strict=True), 1
            )
            for _column, text in found
        ]
        if problems:
            raise ValidationError(
                self.env._(
                    "These running contracts cannot be imported:\n%s",
                    "\n".join(problems),
                )
            )

    def _check_new_contract(self, vals):
        if self._is_opening(vals):  # checked by _check_openings()
            vals = {
                name: value
                for name, value in vals.items()
                if name not in OPENING_FIELDS
            }
        return super()._check_new_contract(vals)

    @api.model
    def _prepare_openings(self, vals_list):
        """Prepare the values of running contracts; what they share is read once.

        :param list vals_list: as they come from the spreadsheet or a remote call
        :rtype: list[dict]
        """
        partners = self.env["res.partner"].browse(
            [vals["partner_id"] for vals in vals_list]
        )
        partners.fetch(["country_id", "property_account_position_id"])
        companies = {self._get_opening_company(vals) for vals in vals_list}
        pricelists = {
            company: company._get_contract_pricelist() for company in companies
        }
        return [
            {
                "pricelist_id": pricelists[self._get_opening_company(vals)].id,
                **self._prepare_opening(vals),
            }
            for vals in vals_list
        ]

    @api.model
    def _prepare_opening(self, vals):
        """Prepare the values of a running contract; what is blank is left to the plan.

        Without its scan or a wording it is unknown which text was signed, and so the
        contract has none: it prints its terms only, and letters cite clauses by name.

        :param dict vals: as they come from the spreadsheet or a remote call
        :rtype: dict
        """
        filled = self._drop_blanks(vals)
        opening = self._read_opening(vals)
        number = filled["contract_number"].strip()
        filled.pop("contract_date_end", None)
        scan = filled.pop("signed_scan", None)
        return {
            "fiscal_position_id": self._get_opening_fiscal_position(filled).id,
            "purchase_date": opening.start,
            "wording_id": self._get_opening_plan(vals)._get_published_wording().id
            if scan
            else False,
            **filled,
            "code": number,
            "contract_number": number,
            "term_years": opening.years,
            LINES: [
                Command.create(self._drop_blanks(line))
                for line in self._get_opening_lines(vals)
            ],
        }

    @api.model
    def _drop_blanks(self, vals):
        return {name: value for name, value in vals.items() if value is not False}

    @api.model
    def _get_opening_plan(self, vals):
        plans = self.env["sale.subscription.template"]
        return plans.browse(vals.get("template_id") or [])._filter_plans()

    @api.model
    def _get_opening_company(self, vals):
        company = self.env["res.company"].browse(vals.get("company_id") or [])
        return company or self.env.company

    @api.model
    def _get_opening_lines(self, vals):
        """Return the values of the lines that a contract is created with."""
        return [
            command[2]
            for command in vals.get(LINES) or []
            if command[0] == Command.CREATE
        ]

    @api.model
    def _get_opening_fiscal_position(self, vals):
        """Return the fiscal position that an order of this customer would have."""
        fiscal_positions = self.env["account.fiscal.position"].with_company(
            self._get_opening_company(vals)
        )
        partner = self.env["res.partner"].browse(vals["partner_id"])
        return fiscal_positions._get_fiscal_position(partner)

    @api.model
    def _read_opening(self, vals):
        """Return the periods of a running contract.

        Without a number of years it is that from the start to the end, if these make
        whole years, else the plan's.

        :param dict vals: with a plan, a start and the last paid day
        :rtype: Opening
        """
        plan = self._get_opening_plan(vals)
        start = fields.Date.to_date(
            vals.get("contract_date_start") or vals.get("purchase_date")
        )
        end = fields.Date.to_date(vals.get("contract_date_end")) or None
        years = openings.opening_years(
            start=start,
            end=end,
            term_years=vals.get("term_years"),
            plan_years=plan.term_years,
        )
        schedule = vals.get("payment_schedule") or plan.payment_schedule
        return openings.Opening(
            start=start,
            years=years,
            is_yearly=schedule == "yearly",
            paid_until=fields.Date.to_date(vals["paid_until"]),
            end=end,
        )

    def _open_running(self):
        """Activate new contracts with the plan's values and what was paid before.

        Their service started long ago, so ``_on_service_start`` is not called.
        """
        paid_until = {contract: contract.paid_until for contract in self}
        # what a draft is given by product and plan, before it is none any more
        self.sale_subscription_line_ids.flush_recordset()
        alike = self.grouped(
            lambda c: (
                c.template_id,
                c.contract_date_end,
                c.contract_amount,
                c.amount_total,
            )
        )
        for (_plan, end, amount, _yearly), contracts in alike.items():
            contracts._write_protected(
                {
                    **contracts[:1]._prepare_plan_values(),
                    **contracts[:1]._prepare_signed_prices(amount),
                    "contract_state": "active",
                    "signed_end": end,
                }
            )
        self._create_opening_terms(paid_until)
        self._log_opening(paid_until)

    @in_company_language
    def _log_opening(self, paid_until):
        """Log that these contracts were imported as running.

        :param dict paid_until: the last paid day of each
        """
        self._message_log_batch(
            {
                contract.id: self.env._(
                    "Imported as running, paid until %s.", paid_until[contract]
                )
                for contract in self
            }
        )

    def _create_opening_terms(self, paid_until):
        """Create the terms of what was paid before.

        :param dict paid_until: of each contract, the last paid day
        """
        # sudo: the ledger is written by the contract only
        self.env["miniprogram.contract.term"].sudo().create(
            [
                vals
                for contract in self
                for vals in contract._prepare_opening_terms(paid_until[contract])
            ]
        )

    def _prepare_opening_terms(self, paid_until):
        """Prepare what was paid before: of the signed period, and of its renewals.

        :param date paid_until: the last paid day
        :rtype: list[dict]
        """
        self.ensure_one()
        periods = openings.opening_periods(
            start=self.contract_date_start,
            signed_end=self.signed_end,
            paid_until=paid_until,
        )
        return [
            {
                **self._prepare_term(period, sequence),
                "is_opening": True,
                "state": "paid",
            }
            for sequence, period in enumerate(periods, 1)
        ]
