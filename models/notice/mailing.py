# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...tools.placeholders import find_bad_placeholders
from ..party.typed_day import Day

MAILING_STATES = [
    ("draft", "Draft"),
    ("sending", "Being Sent"),
    ("sent", "All Sent"),
]
AUDIENCES = [
    ("filter", "All That Match a Filter"),
    ("chosen", "Contracts Chosen One by One"),
]
LIVE = "[('contract_state', 'in', ('signed', 'active'))]"


class ContractNoticeMailing(models.Model):
    """One notice of ours to many customers, such as an upgrade (clause 2.2.3).

    Each contract gets a notice of its own, with a letter and a receipt of its own. They
    are created in batches and sent by the scheduled action.
    """

    _name = "miniprogram.contract.notice.mailing"
    _description = "Bulk Notice"
    _inherit = ["miniprogram.lifecycle"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(string="Subject", required=True)
    type_id = fields.Many2one(
        comodel_name="miniprogram.contract.notice.type",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.ref(
            "miniprogram_contract.notice_type_service_upgrade", False
        ),
        domain=[
            ("direction", "in", ("outgoing", "both")),
            ("effect", "in", ("none", "change_address", "transfer_party")),
        ],
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    event_date = Day(
        string="Event Date",
        required=True,
        default=lambda self: self.env.company._contract_today(),
        help="The day of the event that the notice is about; only a change of our "
        "address may still be to come. The time of a planned upgrade is stated in the "
        "facts.",
    )
    facts = fields.Text(
        help="What is particular to this letter, in Chinese.",
    )
    body = fields.Text(
        compute="_compute_body",
        store=True,
        readonly=False,
        help="The letter in Chinese, one paragraph per line. Placeholders, such as "
        "{contract_number}, are filled in for each contract.",
    )
    audience = fields.Selection(
        selection=AUDIENCES,
        string="Sent to",
        required=True,
        default="filter",
    )
    contract_domain = fields.Char(
        string="Filter", default=LIVE, help="Which contracts get the notice."
    )
    contract_ids = fields.Many2many(
        comodel_name="sale.subscription",
        string="Chosen Contracts",
        check_company=True,
        domain=[("is_miniprogram", "=", True), ("contract_number", "!=", False)],
        help="Once it is sent: the contracts that get the notice.",
    )
    pending_contract_ids = fields.Many2many(
        comodel_name="sale.subscription",
        relation="miniprogram_contract_mailing_pending_rel",
        column1="mailing_id",
        column2="contract_id",
        string="Pending Contracts",
        readonly=True,
        copy=False,
        check_company=True,
    )
    contract_count = fields.Integer(
        string="Number of Contracts", compute="_compute_contract_count"
    )
    state = fields.Selection(
        selection=MAILING_STATES,
        required=True,
        readonly=True,
        default="draft",
        copy=False,
    )
    sample = fields.Text(string="Sample Letter", compute="_compute_sample")
    notice_ids = fields.One2many(
        comodel_name="miniprogram.contract.notice", inverse_name="mailing_id"
    )

    @api.depends("type_id")
    def _compute_body(self):
        for mailing in self:
            mailing.body = mailing.type_id.body

    @api.depends("audience", "contract_domain", "contract_ids", "company_id", "state")
    def _compute_contract_count(self):
        contracts = self.env["sale.subscription"]
        for mailing in self:
            if mailing.state == "draft":
                chosen = mailing._get_contracts_domain()
                mailing.contract_count = contracts.search_count(chosen)
            else:
                mailing.contract_count = len(mailing.contract_ids)

    @api.depends(
        "audience",
        "body",
        "company_id",
        "contract_domain",
        "contract_ids",
        "event_date",
        "facts",
        "type_id",
    )
    def _compute_sample(self):
        for mailing in self:
            mailing.sample = mailing._get_sample_notice().body or False

    @api.constrains("body")
    def _check_body(self):
        known = self.env["miniprogram.contract.notice.type"]._get_placeholder_names()
        for mailing in self:
            if bad := find_bad_placeholders(mailing.body or "", known):
                raise ValidationError(
                    self.env._("Body: not a placeholder: %s", ", ".join(bad))
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if sent := self.filtered(lambda mailing: mailing.state != "draft"):
            raise UserError(
                self.env._(
                    "What was sent stays on file and cannot be deleted: %s.",
                    ", ".join(sent.mapped("display_name")),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_create(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_write(vals)
        return super().write(vals)

    @api.model
    def _get_lifecycle_fields(self):
        own = {"left_out", "letters_with_blanks", "pending_contract_ids"}
        return super()._get_lifecycle_fields() | own

    @api.model
    def _get_frozen_fields(self):
        return [(set(self._fields), lambda mailing: mailing.state != "draft")]

    def _raise_lifecycle(self, names):
        raise UserError(
            self.env._("The state, and who is left out, can only be changed by Send.")
        )

    def _raise_frozen(self, names):
        raise UserError(
            self.env._(
                "What was sent can no longer be changed: %s. A correction is "
                "another notice.",
                ", ".join(self.mapped("display_name")),
            )
        )

    def _raise_state(self, expected, labels):
        raise UserError(
            self.env._("%s was already sent.", ", ".join(self.mapped("display_name")))
        )

    def action_send(self):
        """Send the notice to the contracts chosen: from here on they stay.

        Those that cannot get it are left out, each with its reason. The scheduled
        action makes the notices in batches and sends their letters.

        :raises UserError: when the letter is not complete, or nobody can get it
        """
        self._lock_in_state("draft")
        for mailing in self:
            mailing._note_blanks()
            mailing._check_can_be_sent()
            left_out = mailing._find_left_out()
            contracts = mailing._find_recipients()
            contracts.check_access("write")
            mailing._write_protected(
                {
                    "contract_ids": contracts.ids,
                    "left_out": mailing._prepare_left_out(left_out),
                    "pending_contract_ids": contracts.ids,
                    "state": "sending",
                }
            )
        self.env.ref("miniprogram_contract.ir_cron_track_notices")._trigger()
        return True

    def action_view_notices(self):
        """Open the notices that were created, by state."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "miniprogram_contract.action_contract_notice"
        )
        return {
            **action,
            "name": self.name,
            "domain": [("mailing_id", "=", self.id)],
            "context": {"search_default_by_state": True, "create": False},
        }

    def action_view_contracts(self):
        """Open the contracts that get the notice."""
        self.ensure_one()
        return self.env["sale.subscription"]._get_contracts_action(
            list(self._get_contracts_domain())
        )

    def _find_contracts(self, limit=None):
        """Find the contracts that are chosen, among those that may be seen.

        :param int limit: how many at most
        :rtype: sale.subscription
        """
        self.ensure_one()
        chosen = self._get_contracts_domain()
        return self.env["sale.subscription"].search(chosen, limit=limit)

    def _get_contracts_domain(self):
        """Return the domain of the contracts that are chosen.

        :rtype: Domain
        """
        self.ensure_one()
        if self.state != "draft":
            return Domain("id", "in", self.contract_ids.ids)
        own = Domain("is_miniprogram", "=", True) & Domain(
            "company_id", "=", self.company_id.id
        )
        numbered = Domain("contract_number", "!=", False)
        if self.audience == "chosen":
            chosen = Domain("id", "in", self.contract_ids.ids)
        else:
            chosen = Domain(literal_eval(self.contract_domain or "[]"))
        return own & numbered & chosen

    def _check_can_be_sent(self):
        """Refuse to send it, in one error that names everything."""
        self.ensure_one()
        if problems := self._get_sending_problems():
            raise UserError("\n".join(problems))

    def _get_sending_problems(self):
        """Return why it cannot be sent to anybody.

        :rtype: list[str]
        """
        self.ensure_one()
        sample = self._get_sample_notice()
        if not sample:
            return [self.env._("Contracts: choose at least one.")]
        # what this user may not send to one, the scheduled action sends to none
        own = sample._get_contract_problems()
        problems = [p for p in sample._get_sending_problems() if p not in own]
        if not self.recipient_contract_ids:
            problems += [
                self.env._("None of the chosen contracts can get this notice:"),
                self.left_out_note,
            ]
        return problems

    def _get_sample_notice(self):
        """Return the notice of the first contract that gets it, without creating it.

        :rtype: miniprogram.contract.notice
        """
        self.ensure_one()
        contract = self._find_recipients(limit=1) or self._find_contracts(limit=1)
        if not contract:
            return self.env["miniprogram.contract.notice"]
        notice = self._preview_notice(contract)
        notice.body = notice._fill(self.body or "")
        return notice

    def _preview_notice(self, contract):
        """Return a contract's notice as it would be, its letter not written yet."""
        self.ensure_one()
        return self.env["miniprogram.contract.notice"].new(
            contract._prepare_notice(self.type_id, **self._prepare_notice_values())
        )

    def _render_contract_pdf(self):
        """Return the letter of one contract, printed as a draft.

        :rtype: bytes
        """
        self.ensure_one()
        sample = self._get_sample_notice()
        if not sample:
            raise UserError(self.env._("Contracts: choose at least one."))
        return sample._render_document()

    def _prepare_notice_values(self):
        """Prepare the values that all notices of this mailing share.

        :rtype: dict
        """
        self.ensure_one()
        return {
            "direction": "outgoing",
            "event_date": self.event_date,
            "facts": self.facts,
            "mailing_id": self._origin.id,
            "term_id": False,
        }

    def _create_notices(self, contracts):
        """Create the notices of some of the contracts, and queue their letters.

        :param contracts: which contracts
        :return: the notices
        """
        self.ensure_one()
        notices = self._leave_out_ended(contracts)._create_notices(
            self.type_id, **self._prepare_notice_values()
        )
        if self.body != self.type_id.body:
            for notice in notices:
                notice.body = notice._fill(self.body)
        return notices


class ContractNotice(models.Model):
    _inherit = "miniprogram.contract.notice"

    mailing_id = fields.Many2one(
        comodel_name="miniprogram.contract.notice.mailing",
        string="Bulk Notice",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
