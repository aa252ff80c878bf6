# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...policy.periods import MAX_TERM_YEARS, is_valid_term, period_end
from ...tools.rmb import MAX_AMOUNT, rmb_uppercase
from .plan import PAYMENT_SCHEDULES

CONTRACT_STATES = [
    ("draft", "Draft"),
    ("sent", "Sent"),
    ("signed", "Signed"),
    ("active", "Active"),
    ("terminated", "Terminated"),
    ("cancelled", "Cancelled"),
]
PLATFORMS = [
    ("wechat", "WeChat"),
    ("alipay", "Alipay"),
    ("douyin", "Douyin"),
    ("baidu", "Baidu"),
    ("other", "Other"),
]
WECHAT_APPID = re.compile(r"wx[0-9a-fA-F]{16}")


class SaleSubscription(models.Model):
    """The contract: what both sides agree on."""

    _name = "sale.subscription"
    _inherit = ["sale.subscription", "miniprogram.signable.document"]

    _lifecycle_state = "contract_state"
    _document_number = "contract_number"

    is_miniprogram = fields.Boolean(
        related="template_id.is_miniprogram", store=True, index=True
    )
    contract_number = fields.Char(
        readonly=True, copy=False, index="btree_not_null", tracking=True
    )
    contract_state = fields.Selection(
        selection=CONTRACT_STATES,
        string="Contract Status",
        readonly=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    wording_id = fields.Many2one(
        comodel_name="miniprogram.contract.wording",
        string="Wording",
        compute="_compute_wording_id",
        store=True,
        readonly=False,
        ondelete="restrict",
        domain=[("state", "=", "published")],
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        # not the partner's company: a contact who changes his is no change of party
        depends=["partner_id"],
        string="Party A",
        store=True,
        index=True,
    )
    contact_partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact Person",
        compute="_compute_contact_partner_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        domain="[('commercial_partner_id', '=', commercial_partner_id)]",
    )
    notice_partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Notice Address",
        compute="_compute_notice_partner_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        domain="[('commercial_partner_id', '=', commercial_partner_id)]",
        help="The address the customer designated for notices (clause 11.2).",
    )
    # looked up whenever details of a partner change
    partner_invoice_id = fields.Many2one(index="btree_not_null")
    opportunity_id = fields.Many2one(
        related="sale_order_id.opportunity_id", store=True, index="btree_not_null"
    )
    # The dates: note ①
    purchase_date = fields.Date(
        compute="_compute_purchase_date",
        store=True,
        readonly=False,
        tracking=True,
        help="The day the customer bought; the first term starts on it (note ①).",
    )
    term_years = fields.Integer(
        string="Term (Years)",
        compute="_compute_term_years",
        store=True,
        readonly=False,
        tracking=True,
    )
    contract_date_start = fields.Date(
        string="Start Date",
        compute="_compute_contract_date_start",
        store=True,
        readonly=False,
    )
    contract_date_end = fields.Date(
        string="End Date",
        compute="_compute_contract_date_end",
        store=True,
        readonly=False,
        index=True,
        help="The last day, inclusive, of the signed or, once renewed, paid period.",
    )
    # The price: clause 3.2
    payment_schedule = fields.Selection(
        selection=PAYMENT_SCHEDULES,
        compute="_compute_payment_schedule",
        store=True,
        readonly=False,
        tracking=True,
    )
    contract_amount = fields.Monetary(
        string="Contract Price",
        compute="_compute_contract_amount",
        store=True,
        tracking=True,
        help="The price on paper, tax included, over the whole term.",
    )
    contract_amount_words = fields.Char(
        string="Amount in Words", compute="_compute_contract_amount_words"
    )
    # What else the service table says: clause 3
    platform_order_ref = fields.Char(
        string="Platform Order",
        copy=False,
        help="The order on the service platform whose contents prevail (clause 3.1).",
    )
    contract_remark = fields.Text(string="Remark")
    miniprogram_name = fields.Char(string="Mini-Program Name")
    miniprogram_appid = fields.Char(string="AppID")
    miniprogram_platform = fields.Selection(
        selection=PLATFORMS, string="Mini-Program Platform"
    )

    _contract_number_unique = models.UniqueIndex(
        "(company_id, contract_number) WHERE contract_number IS NOT NULL",
        "A company uses each contract number once.",
    )

    @api.depends("template_id")
    def _compute_wording_id(self):
        for contract in self:
            contract.wording_id = contract.template_id._filter_plans().wording_id

    @api.depends("template_id")
    def _compute_term_years(self):
        for contract in self:
            contract.term_years = contract.template_id._filter_plans().term_years

    @api.depends("template_id")
    def _compute_payment_schedule(self):
        for contract in self:
            plan = contract.template_id._filter_plans()
            contract.payment_schedule = plan.payment_schedule

    @api.depends("template_id")
    def _compute_purchase_date(self):
        for contract in self:
            if contract.template_id._filter_plans() and not contract.purchase_date:
                company = contract.company_id or self.env.company
                contract.purchase_date = company._contract_today()

    @api.depends("partner_id")
    def _compute_contact_partner_id(self):
        for contract in self:
            partner = contract.partner_id
            if partner.is_company or not partner:
                partner = partner._get_contract_contact()
            contract.contact_partner_id = partner

    @api.depends("partner_id")
    def _compute_notice_partner_id(self):
        for contract in self:
            partner = contract.commercial_partner_id
            contract.notice_partner_id = partner.address_get(["notice"])["notice"]

    @api.depends("purchase_date")
    def _compute_contract_date_start(self):
        for contract in self:
            contract.contract_date_start = contract.purchase_date

    @api.depends("contract_date_start", "term_years")
    def _compute_contract_date_end(self):
        for contract in self:
            contract.contract_date_end = contract._get_agreed_end()

    @api.depends(
        "sale_subscription_line_ids", "amount_total", "payment_schedule", "term_years"
    )
    def _compute_contract_amount(self):
        contracts = self._filter_contracts()
        for contract in contracts:
            contract.contract_amount = contract._get_agreed_amount()
        (self - contracts).contract_amount = 0.0

    @api.depends("contract_amount")
    def _compute_contract_amount_words(self):
        for contract in self:
            amount = contract.contract_amount
            is_writable = abs(amount) < MAX_AMOUNT
            contract.contract_amount_words = is_writable and rmb_uppercase(amount)

    @api.constrains("template_id", "term_years")
    def _check_term_years(self):
        for contract in self._filter_contracts():
            if not is_valid_term(years=contract.term_years):
                raise ValidationError(
                    self.env._(
                        "Term (Years): a contract runs one whole year or more, at most "
                        "%(maximum)s, not %(years)s (%(contract)s).",
                        maximum=MAX_TERM_YEARS,
                        years=contract.term_years,
                        contract=contract.display_name,
                    )
                )

    @api.constrains("template_id", "contract_date_start", "contract_date_end")
    def _check_contract_dates(self):
        for contract in self._filter_contracts():
            start, end = contract.contract_date_start, contract.contract_date_end
            if start and end and end < start:
                raise ValidationError(
                    self.env._(
                        "End Date: a contract that starts on %(start)s cannot end on "
                        "%(end)s, before it starts (%(contract)s).",
                        start=start,
                        end=end,
                        contract=contract.display_name,
                    )
                )

    @api.constrains("template_id", "pricelist_id")
    def _check_currency(self):
        for contract in self._filter_contracts():  # clause 3.2
            if contract.currency_id != self.env.ref("base.CNY"):
                raise ValidationError(
                    self.env._(
                        "Pricelist: a contract is priced in yuan (CNY), and “%(name)s” "
                        "is in %(currency)s.",
                        name=contract.pricelist_id.display_name,
                        currency=contract.currency_id.name,
                    )
                )

    @api.constrains("template_id", "wording_id")
    def _check_wording(self):
        for contract in self._filter_contracts():
            if contract.wording_id and contract.wording_id.state != "published":
                raise ValidationError(
                    self.env._(
                        "Wording: “%s” is still a draft; a contract needs a published "
                        "wording.",
                        contract.wording_id.display_name,
                    )
                )

    @api.constrains("template_id", "miniprogram_appid", "miniprogram_platform")
    def _check_miniprogram_appid(self):
        for contract in self._filter_contracts():
            if not contract._is_valid_appid():
                raise ValidationError(
                    self.env._(
                        "AppID: on WeChat it is “wx” and 16 hexadecimal digits, such "
                        "as wx1234567890abcdef, not “%s”.",
                        contract.miniprogram_appid,
                    )
                )

    def _filter_contracts(self):
        """Keep the mini-program contracts among these subscriptions."""
        return self.filtered("is_miniprogram")

    def get_formview_id(self, access_uid=None):
        if self._filter_contracts():
            return self.env.ref("miniprogram_contract.view_contract_form").id
        return super().get_formview_id(access_uid)

    def action_view_contract(self):
        """Open the contract's own form from the base module's form."""
        self.check_access("read")  # core finds the form as superuser
        return self.get_formview_action()

    def action_view_sale_order(self):
        """Open the order that this contract was made from."""
        return self.sale_order_id.get_formview_action()

    @api.model
    def _get_contracts_action(self, domain):
        """Open the contracts of a domain: one in its form, more in a list.

        :param domain: which contracts
        :rtype: dict
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "miniprogram_contract.action_contract"
        )
        contracts = self.search(Domain("is_miniprogram", "=", True) & Domain(domain))
        action["domain"] = [("id", "in", contracts.ids)]
        if len(contracts) == 1:
            form = self.env.ref("miniprogram_contract.view_contract_form")
            action.update(res_id=contracts.id, views=[(form.id, "form")])
        return action

    def _is_valid_appid(self):
        """Tell whether the AppID is one that its platform gives, or none is given."""
        self.ensure_one()
        return self._is_appid_of(self.miniprogram_platform, self.miniprogram_appid)

    @api.model
    def _is_appid_of(self, platform, appid):
        """Tell whether a platform gives such an AppID; none at all is fine.

        :param str platform: one of ``PLATFORMS``
        :param str appid: what a person typed
        """
        if not appid or platform != "wechat":
            return True
        return bool(WECHAT_APPID.fullmatch(appid))

    def _get_agreed_end(self):
        """Give the last day of the agreed term, or nothing while a date is missing."""
        self.ensure_one()
        if not self.contract_date_start or not is_valid_term(years=self.term_years):
            return False
        return period_end(start=self.contract_date_start, years=self.term_years)

    def _get_agreed_amount(self):
        """Return the price of the whole term as it is paid: at once, or year by year.

        :return: the price, tax included, in the contract's currency
        :rtype: float
        """
        self.ensure_one()
        if self.payment_schedule == "yearly":
            amount = self._get_period_amount(1) * self.term_years
        else:
            amount = self._get_period_amount(self.term_years)
        return self._get_currency().round(amount)

    def _get_period_amount(self, years):
        """Price a period: quantity × yearly price × years of every line.

        The amount comes from the tax engine, so that it is the one that the order and
        the invoice of the same period show.

        :param int years: how long the period is
        :return: the price, tax included, in the contract's currency
        :rtype: float
        """
        return self._get_period_totals(years)["total_amount_currency"]

    def _get_period_totals(self, years):
        """Compute the totals of a period as the order and the invoice compute them.

        :param int years: how long the period is
        :rtype: dict
        """
        self.ensure_one()
        AccountTax = self.env["account.tax"]
        base_lines = [
            line._prepare_base_line_for_taxes_computation(years)
            for line in self.sale_subscription_line_ids
        ]
        AccountTax._add_tax_details_in_base_lines(base_lines, self.company_id)
        AccountTax._round_base_lines_tax_details(base_lines, self.company_id)
        return AccountTax._get_tax_totals_summary(
            base_lines, self._get_currency(), self.company_id
        )

    def _get_currency(self):
        """Give the yuan on a new form too, which has no pricelist yet (clause 3.2)."""
        self.ensure_one()
        return self.currency_id or self.env.ref("base.CNY")
