# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..tools.documents import decode_scan

TEMPLATE = "/miniprogram_contract/static/xls/running_contracts.xlsx"
# What a contract imported as running prints: its terms, for its text is on paper
PRINTED_KINDS = ("table", "note")


class SaleSubscription(models.Model):
    """Contracts that were running before they were kept here, as an import brings them.

    A row with ``opening_paid_until`` is one: it becomes an active contract with an
    opening term, and nothing is invoiced for the past.
    """

    _inherit = "sale.subscription"

    opening_number = fields.Char(
        string="Number on Paper",
        store=False,
        help="Import of running contracts: the number that the paper bears.",
    )
    opening_paid_until = fields.Date(
        string="Already Paid until",
        store=False,
        help="Import of running contracts: the last day, inclusive, that is paid.",
    )
    opening_product_id = fields.Many2one(
        comodel_name="product.product",
        string="Package on Paper",
        store=False,
        help="Import of running contracts: the package or app that was sold.",
    )
    opening_price = fields.Float(
        string="Yearly Price on Paper",
        store=False,
        help="Import of running contracts: its price of one year.",
    )
    opening_scan = fields.Binary(
        string="Scan of the Paper",
        store=False,
        help="Import of running contracts: PDF, JPEG or PNG.",
    )

    @api.model
    def get_import_templates(self):
        """Offer the spreadsheet of running contracts on the import screen.

        :rtype: list[dict]
        """
        return [
            *super().get_import_templates(),
            {
                "label": self.env._("Import Template for Running Contracts"),
                "template": TEMPLATE,
            },
        ]

    @api.model_create_multi
    def create(self, vals_list):
        # an import whose batch fails passes the same rows again, one by one
        vals_list = [dict(vals) for vals in vals_list]
        openings = [self._take_opening(vals) for vals in vals_list]
        if any(openings):
            self._check_openings(vals_list, openings)
        for vals, opening in zip(vals_list, openings, strict=True):
            if opening:
                vals.update(self._prepare_opened_contract(vals, opening))
        contracts = super().create(vals_list)
        contracts._open(openings)
        return contracts

    @api.model
    def _get_opening_fields(self):
        """Name the columns that only an import of running contracts has."""
        return {
            "opening_number",
            "opening_paid_until",
            "opening_price",
            "opening_product_id",
            "opening_scan",
        }

    def _take_opening(self, vals):
        """Take from a row what only an import of running contracts has.

        :param dict vals: the values of one contract to be created
        :return: what was taken; empty for a new contract
        :rtype: dict
        """
        opening = {
            name: vals.pop(name) for name in self._get_opening_fields() & vals.keys()
        }
        if not opening.get("opening_paid_until"):
            return {}
        return {
            **opening,
            "opening_paid_until": fields.Date.to_date(opening["opening_paid_until"]),
        }

    def _check_openings(self, vals_list, openings):
        """Refuse rows that are incomplete, all their problems at once.

        :param list vals_list: the values of the contracts
        :param list openings: what the import says of each, empty for a new contract
        """
        if not self.env.user.has_group("miniprogram_contract.group_contract_manager"):
            raise AccessError(
                self.env._("Only a contract manager imports running contracts.")
            )
        taken = self._find_taken_numbers(openings)
        problems = [
            f"{opening.get('opening_number') or '?'}: {problem}"
            for vals, opening in zip(vals_list, openings, strict=True)
            if opening
            for problem in self._get_opening_problems(vals, opening, taken)
        ]
        if problems:
            raise ValidationError("\n".join(problems))

    def _find_taken_numbers(self, openings):
        numbers = [opening["opening_number"] for opening in openings if opening]
        contracts = self.with_context(active_test=False).search(
            [
                ("contract_number", "in", numbers),
                ("company_id", "=", self.env.company.id),
            ]
        )
        return set(contracts.mapped("contract_number"))

    def _get_opening_problems(self, vals, opening, taken):
        """List, column by column, what is wrong with a row.

        :param dict vals: the contract's values
        :param dict opening: the columns of the import
        :param set taken: the numbers that contracts have already
        """
        _ = self.env._
        problems = []
        start = fields.Date.to_date(vals.get("purchase_date"))
        plan = self.env["sale.subscription.template"].browse(vals.get("template_id"))
        if not opening.get("opening_number"):
            problems.append(_("Number on Paper: it is missing."))
        elif opening["opening_number"] in taken:
            problems.append(_("Number on Paper: another contract has it."))
        if not plan._filter_plans():
            problems.append(_("Subscription template: a contract plan."))
        if not start:
            problems.append(_("Purchase Date: the first day of the contract."))
        elif opening["opening_paid_until"] < start:
            problems.append(_("Already Paid until: not before the Purchase Date."))
        if not opening.get("opening_product_id"):
            problems.append(_("Package on Paper: the product that was sold."))
        if (opening.get("opening_price") or 0.0) <= 0:
            problems.append(_("Yearly Price on Paper: more than zero."))
        if opening.get("opening_scan"):
            try:
                decode_scan(opening["opening_scan"])
            except ValueError:
                problems.append(_("Scan of the Paper: a PDF, JPEG or PNG file."))
        return problems

    def _prepare_opened_contract(self, vals, opening):
        """Prepare the values of a running contract.

        :param dict vals: the contract's values
        :param dict opening: the columns of the import
        :rtype: dict
        """
        product = self.env["product.product"].browse(opening["opening_product_id"])
        company = self.env["res.company"].browse(vals.get("company_id"))
        company = company or self.env.company
        taxes = product.taxes_id.filtered(lambda tax: tax.company_id == company)
        return {
            "sale_subscription_line_ids": [
                Command.create(
                    {
                        "product_id": product.id,
                        "name": product.display_name,
                        "price_unit": opening["opening_price"],
                        "discount": 0.0,
                        "tax_ids": taxes.ids,
                    }
                )
            ],
        }

    def _open(self, openings):
        """Let these contracts run on from what was paid.

        :param list openings: what the import says of each, empty for a new contract
        """
        terms = []
        for contract, opening in zip(self, openings, strict=True):
            if not opening:
                continue
            paid_until = opening["opening_paid_until"]
            contract._set_lifecycle(
                {
                    **contract._prepare_plan_values(),
                    **contract._freeze_opening_scan(opening),
                    "code": opening["opening_number"],
                    "contract_number": opening["opening_number"],
                    "contract_state": "active",
                    "signed_end": max(contract.contract_date_end, paid_until),
                }
            )
            terms.append(contract._prepare_opening_term(paid_until))
        # sudo: the ledger is written by the contract only
        self.env["miniprogram.contract.term"].sudo().create(terms)

    def _prepare_opening_term(self, paid_until):
        """Prepare the term that stands for everything paid before.

        :param date paid_until: its last day
        :rtype: dict
        """
        self.ensure_one()
        return {
            "contract_id": self.id,
            "sequence": 1,
            "kind": "initial",
            "date_start": self.contract_date_start,
            "date_end": paid_until,
            "is_opening": True,
            "state": "paid",
        }

    def _freeze_opening_scan(self, opening):
        """Put the scan of the paper on file, if the import brings one."""
        self.ensure_one()
        if not opening.get("opening_scan"):
            return {}
        raw, mimetype = decode_scan(opening["opening_scan"])
        scan, digest = self._freeze(opening["opening_number"], raw, mimetype)
        return {"signed_document_id": scan.id, "signed_document_sha256": digest}

    def _is_opened(self):
        """Tell whether this contract was running before it was kept here."""
        self.ensure_one()
        return any(self.term_ids.mapped("is_opening"))

    def _cite_clause(self, code):
        # the paper it was signed on need not have our wording
        if self._is_opened():
            return self.wording_id.browse()._cite_clause(code)
        return super()._cite_clause(code)

    def _get_document_data(self):
        data = super()._get_document_data()
        if self._is_opened():
            data["paragraphs"] = [
                paragraph
                for paragraph in data["paragraphs"]
                if paragraph["kind"] in PRINTED_KINDS
            ]
        return data

    def _get_frozen_pdf(self):
        scan = self.signed_document_id
        if self._is_opened() and scan.mimetype == "application/pdf":
            return scan.raw
        return super()._get_frozen_pdf()
