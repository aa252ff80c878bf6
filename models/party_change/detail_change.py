# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...policy.notices import count_due_date

CHANGE_STATES = [
    ("open", "To Be Notified"),
    ("recorded", "Recorded"),
    ("dismissed", "No Change"),
]
ACTIVITY_TYPE = "miniprogram_contract.mail_activity_type_detail_change"

# What a change is called in the notice that announces it, which is Chinese.
CHINESE_LABELS = {
    "name": "名称",
    "address": "联系地址",
    "contact": "联系人",
    "zip": "邮编",
    "phone": "联系电话",
    "hotline": "400电话",
    "fax": "传真号码",
    "email": "电子邮件",
}


class ContractDetailChange(models.Model):
    """Details of a party that changed, until the other side is notified (11.3).

    One record gathers what changes on a party until its notices are made: there is one
    notice for each of its contracts, not one for each field.
    """

    _name = "miniprogram.contract.detail.change"
    _description = "Change of a Contract Party's Details"
    _order = "id desc"
    _rec_name = "partner_id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Party",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    is_own = fields.Boolean(
        string="Own Company",
        compute="_compute_is_own",
        help="The details of our own company changed: all customers are notified.",
    )
    state = fields.Selection(
        selection=CHANGE_STATES, required=True, readonly=True, default="open"
    )
    item_ids = fields.One2many(
        comodel_name="miniprogram.contract.detail.change.item",
        inverse_name="change_id",
        string="Changed Details",
        readonly=True,
    )
    description = fields.Text(string="What Changed", compute="_compute_description")
    noticed_on = fields.Date(
        string="Entered on",
        required=True,
        readonly=True,
        help="The day on which the details were edited here. The change itself may be "
        "older.",
    )
    event_date = fields.Date(
        string="Changed on",
        readonly=True,
        help="The real day of the change: the ten working days count from it, not from "
        "the day it was entered here.",
    )
    due_date = fields.Date(
        string="Notice Due by",
        compute="_compute_due_date",
        help="The other side has to have the notice by this day (clause 11.3).",
    )
    contract_ids = fields.Many2many(
        comodel_name="sale.subscription",
        string="Contracts",
        compute="_compute_contract_ids",
        compute_sudo=True,
        help="All of them, including those of colleagues: the party is notified, or "
        "notifies us, only once.",
    )
    notice_ids = fields.One2many(
        comodel_name="miniprogram.contract.notice",
        inverse_name="detail_change_id",
        string="Notices",
        readonly=True,
    )

    _one_open = models.UniqueIndex(
        "(partner_id, company_id) WHERE state = 'open'",
        "Changes of a party are gathered in one record.",
    )

    @api.depends("partner_id", "company_id")
    def _compute_is_own(self):
        for change in self:
            change.is_own = change.partner_id == change.company_id.partner_id

    @api.depends("item_ids.before", "item_ids.after", "item_ids.partner_id")
    @api.depends_context("lang")
    def _compute_description(self):
        labels = self._get_item_labels()
        for change in self:
            lines = change._list_details(labels)
            change.description = "\n".join(
                f"{item}: {before or '–'} → {after or '–'}"
                for item, before, after in lines
            )

    @api.depends("event_date", "noticed_on")
    def _compute_due_date(self):
        for change in self:
            change.due_date = change._get_due_date(change.event_date)

    @api.depends("partner_id", "company_id")
    def _compute_contract_ids(self):
        contracts = self.env["sale.subscription"]
        for change in self:
            change.contract_ids = contracts.search(change._get_contract_domain())

    def _record(self, event_date, **values):
        """Record the notice of the change on each of the customer's contracts.

        :param datetime.date event_date: the real day of the change
        :param values: further values of the notices
        :return: the notices
        """
        self.ensure_one()
        self._check_open()
        notices = self.contract_ids._record_notices(
            self._get_notice_type(),
            event_date=event_date,
            body=self._get_notice_body(),
            former_address=self._get_former_details(),
            detail_change_id=self.id,
            **self._get_new_details(),
            **values,
        )
        self._close_as_recorded(event_date)
        return notices

    def _close_as_recorded(self, event_date):
        """Close the change as recorded: its notices are created.

        :param datetime.date event_date: that day
        """
        self.event_date = event_date
        self._close("recorded")

    def _dismiss(self):
        """Close the change as dismissed: it only corrected a mistake."""
        self._check_open()
        self._close("dismissed")

    def _get_due_date(self, event_date):
        """Return the last day of the notice.

        :param event_date: the real day of the change, if it is known; until
            then, the day on which it was entered, which is never earlier
        :rtype: datetime.date
        """
        self.ensure_one()
        start = event_date or self.noticed_on
        rule = self._get_notice_type()._get_deadline_rule()
        return count_due_date(rule=rule, start=start)

    # -- what changed ---------------------------------------------------------------

    @api.model
    def _note(self, changes):
        """Gather what changed on parties, each in the record that is open for it.

        :param dict changes: by ids of party and company what changed: by id of the
            partner whose details they are, and by item, its value before and after
        """
        # sudo: the user who edits a partner need not see its contracts
        model = self.sudo()
        found = {
            (change.partner_id.id, change.company_id.id): change
            for change in model.search(
                Domain("state", "=", "open")
                & Domain("partner_id", "in", [party for party, _company in changes])
            )
        }
        for parties, change in found.items():
            change._add_details(changes.get(parties, {}))
        model.create(
            [
                model._prepare_change(*parties, details)
                for parties, details in changes.items()
                if parties not in found
            ]
        )._remind()

    @api.model
    def _prepare_change(self, partner_id, company_id, details):
        """Prepare a record of what changed on a party, see :meth:`_note`."""
        company = self.env["res.company"].browse(company_id)
        return {
            "partner_id": partner_id,
            "company_id": company_id,
            "item_ids": self.item_ids._prepare_items(details),
            "noticed_on": company._contract_today(),
        }

    def _add_details(self, details):
        """Gather what changed further; what is as it was before is no change.

        :param dict details: see :meth:`_note`
        """
        self.ensure_one()
        news = {}
        for partner, items in details.items():
            for item, (before, after) in items.items():
                if known := self._find_items(partner, item):
                    known.after = after
                else:
                    news.setdefault(partner, {})[item] = [before, after]
        self.write({"item_ids": self.item_ids._prepare_items(news)})
        self._close_if_unchanged()

    def _find_items(self, partner_id, item):
        """Find what is noted already of a partner's detail; after a merge, twice."""
        self.ensure_one()
        return self.item_ids.filtered(
            lambda noted: noted.partner_id.id == partner_id and noted.item == item
        )

    def _get_changed_items_of(self, partner):
        """Return which details of a partner have changed.

        :param partner: the partner
        :rtype: set[str]
        """
        self.ensure_one()
        items = self.item_ids.filtered(lambda item: item.partner_id == partner)
        return set(items.mapped("item"))

    def _close_if_unchanged(self):
        """Dismiss these changes where all is again as it was before."""
        for change in self:
            change.item_ids._drop_unchanged()
            if not change.item_ids:
                change._close("dismissed")

    def _list_details(self, labels):
        """List what changed: its label, its value before and after.

        :param dict labels: by item
        :rtype: list[tuple[str, str, str]]
        """
        self.ensure_one()
        return [
            (self._name_detail(item, labels), item.before, item.after)
            for item in self.item_ids
        ]

    def _name_detail(self, item, labels):
        """Return the label of a detail, after the name of whose it is but the party."""
        if item.partner_id == self.partner_id:
            return labels[item.item]
        # sudo: the company's accounts may keep an address from who sees the contract
        name = item.partner_id.sudo().name or item.partner_name
        return " ".join(filter(None, (name, labels[item.item])))

    @api.model
    def _get_item_labels(self):
        """Return the labels of what can change, as the screens have them."""
        return dict(self.item_ids._fields["item"]._description_selection(self.env))

    def _get_notice_body(self):
        """Return what the notice tells, in Chinese, a change a line."""
        self.ensure_one()
        return "\n".join(
            f"{item}：原为{before or '（空）'}，变更为{after or '（空）'}。"
            for item, before, after in self._list_details(CHINESE_LABELS)
        )

    def _get_new_details(self):
        """Return what the details are now, as the fields of a notice have them.

        A notice is about one address: that of the party, else the first that changed.

        :rtype: dict
        """
        self.ensure_one()
        own = self.item_ids.filtered(lambda item: item.partner_id == self.partner_id)
        partner = (own or self.item_ids)[:1].partner_id
        # who has left, or is no longer on file
        if not partner or not partner._belongs_to(self.partner_id):
            contact = self.partner_id._get_contract_contact()
            return {
                "address_partner_id": self.partner_id.id,
                **contact._prepare_new_detail("contact"),
            }
        values = {}
        for item in self.item_ids.filtered(lambda item: item.partner_id == partner):
            values.update(partner._prepare_new_detail(item.item))
        if not any(values.values()):  # what was only given up has no new value to tell
            values.update(partner._prepare_new_detail("address"))
        return {"address_partner_id": partner.id, **values}

    def _get_former_details(self):
        """Return what the details were before, in Chinese, an item a line."""
        self.ensure_one()
        return "\n".join(
            f"{item}：{before or '（空）'}"
            for item, before, _after in self._list_details(CHINESE_LABELS)
        )

    # -- who does what --------------------------------------------------------------

    @api.model
    def _get_notice_type(self):
        return self.env.ref("miniprogram_contract.notice_type_address_change")

    @api.model
    def _get_live_domain(self):
        """Return the domain of the contracts under which notices are still given."""
        return Domain("is_miniprogram", "=", True) & Domain(
            "contract_state", "in", ("sent", "signed", "active")
        )

    def _get_contract_domain(self):
        """Return the domain of the contracts whose other side is to be told."""
        self.ensure_one()
        domain = self._get_live_domain() & Domain("company_id", "=", self.company_id.id)
        if not self.is_own:
            domain &= Domain("commercial_partner_id", "=", self.partner_id.id)
        return domain

    def _remind(self):
        """Schedule one activity for each of these changes, on the party's form."""
        for change in self:
            change.partner_id.with_context(
                lang=change.company_id._get_record_lang(),
                mail_activity_quick_update=True,
            ).activity_schedule(
                ACTIVITY_TYPE,
                date_deadline=change.due_date,
                user_id=change._get_responsible_user().id,
            )

    def _get_responsible_user(self):
        """Return who looks after the customer, or who edited our own details."""
        self.ensure_one()
        if self.is_own:
            return self.env.user
        user = self.contract_ids[:1]._get_responsible_user()
        # customers may edit their own details in the portal
        return self.env.ref("base.user_admin") if user.share else user

    def _check_open(self):
        closed = self.filtered(lambda change: change.state != "open")
        if closed:
            raise UserError(
                self.env._(
                    "These changes were already dealt with: %s.",
                    ", ".join(closed.mapped("display_name")),
                )
            )

    def _close(self, state):
        """Close these changes, and the activities that reminded of them.

        :param str state: one of ``CHANGE_STATES``
        """
        self.state = state
        # sudo: the activity may be a colleague's
        self.partner_id.sudo().activity_feedback([ACTIVITY_TYPE])


class ContractNotice(models.Model):
    _inherit = "miniprogram.contract.notice"

    detail_change_id = fields.Many2one(
        comodel_name="miniprogram.contract.detail.change",
        string="Changed Details",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
