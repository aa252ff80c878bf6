# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...policy import openings

# A running contract is created with both; nobody writes them afterwards.
OPENING_FIELDS = ("contract_number", "paid_until")
LINES = "sale_subscription_line_ids"


class SaleSubscription(models.Model):
    """Contracts that ran before they were kept here: a manager opens them as running.

    A contract that is created with the day until which it is paid, and with the number
    that its paper bears, is such a one. What was paid becomes an opening term; nothing
    is invoiced for the past, and the scheduled actions go on from there.
    """

    _inherit = "sale.subscription"

    contract_number = fields.Char(readonly=False)
    paid_until = fields.Date(readonly=False, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        openings = [vals for vals in vals_list if self._is_opening(vals)]
        if not openings:
            return super().create(vals_list)
        self._check_openings(openings)
        prepared = iter(self._prepare_openings(openings))
        contracts = super().create(
            [next(prepared) if self._is_opening(vals) else vals for vals in vals_list]
        )
        scans = {
            contract.id: vals.get("signed_scan")
            for contract, vals in zip(contracts, vals_list, strict=True)
            if self._is_opening(vals)
        }
        running = self.browse(scans)
        running._open_running()
        for contract in running:
            if scans[contract.id]:
                contract.signed_scan = scans[contract.id]
        return contracts

    @api.model
    def _is_opening(self, vals):
        """Tell whether these values create a contract that is running already."""
        return any(vals.get(name) for name in OPENING_FIELDS)

    @api.model
    def _may_open(self):
        """Tell whether this user takes in running contracts."""
        return self.env.user.has_group("miniprogram_contract.group_contract_manager")

    @api.model
    def _get_opening_refusal(self):
        return self.env._(
            "Only a contract manager takes in running contracts (columns: %s).",
            self._describe_fields(OPENING_FIELDS),
        )

    def _check_openings(self, vals_list):
        """Refuse what cannot be a running contract, in one error that names it all."""
        if not self._may_open():
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
                    "These running contracts cannot be taken in:\n%s",
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
        """Prepare the values of running contracts; what is the same is read once.

        :param list vals_list: as the spreadsheet or a remote call gives them
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

        Without its scan or a wording nobody knows which text was signed, and so the
        contract has none: it prints its terms only, letters cite clauses by name.

        :param dict vals: as the spreadsheet or a remote call gives them
        :rtype: dict
        """
        given = self._drop_blanks(vals)
        opening = self._read_opening(vals)
        number = given["contract_number"].strip()
        given.pop("contract_date_end", None)
        scan = given.pop("signed_scan", None)
        return {
            "fiscal_position_id": self._get_opening_fiscal_position(given).id,
            "purchase_date": opening.start,
            "wording_id": self._get_opening_plan(vals)._get_published_wording().id
            if scan
            else False,
            **given,
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
        """Give the values of the lines that a contract is created with."""
        return [
            command[2]
            for command in vals.get(LINES) or []
            if command[0] == Command.CREATE
        ]

    @api.model
    def _get_opening_fiscal_position(self, vals):
        """Give the fiscal position that an order of this customer would have."""
        fiscal_positions = self.env["account.fiscal.position"].with_company(
            self._get_opening_company(vals)
        )
        partner = self.env["res.partner"].browse(vals["partner_id"])
        return fiscal_positions._get_fiscal_position(partner)

    @api.model
    def _read_opening(self, vals):
        """Read the periods of a running contract.

        Years that are not given are those from the start to the end given, if these are
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
        """Let new contracts run: the plan's values, and what was paid, from now on.

        Their service started long ago, so ``_on_service_start`` is not called.
        """
        paid_until = {contract: contract.paid_until for contract in self}
        alike = self.grouped(lambda c: (c.template_id, c.contract_date_end))
        for (_plan, end), contracts in alike.items():
            contracts._write_protected(
                {
                    **contracts[:1]._prepare_plan_values(),
                    "contract_state": "active",
                    "signed_end": end,
                }
            )
        # sudo: the ledger is written by the contract only
        self.env["miniprogram.contract.term"].sudo().create(
            [
                vals
                for contract in self
                for vals in contract._prepare_opening_terms(paid_until[contract])
            ]
        )
        self._message_log_batch(
            {
                contract.id: self.env._(
                    "Taken in as running, paid until %s.", paid_until[contract]
                )
                for contract in self
            }
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
                "contract_id": self.id,
                "sequence": sequence,
                "kind": period.kind,
                "years": period.years,
                "date_start": period.start,
                "date_end": period.end,
                "amount": self._get_period_amount(period.years),
                "is_opening": True,
                "state": "paid",
            }
            for sequence, period in enumerate(periods, 1)
        ]
