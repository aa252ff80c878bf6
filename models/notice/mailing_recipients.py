# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.fields import Domain

from ..party.company_language import in_company_language
from .notice_letter import BLANK

# how many of those who get it, are left out, or left, are named on a bulk notice
NAMED = 20


class ContractNoticeMailing(models.Model):
    """Who gets a bulk notice, and who is left out of it for which reason."""

    _inherit = "miniprogram.contract.notice.mailing"

    left_out = fields.Json(
        string="Why Left Out",
        readonly=True,
        copy=False,
        help="The number of each contract that was left out, and the reason.",
    )
    letters_with_blanks = fields.Json(
        compute="_compute_letters_with_blanks",
        store=True,
        help="The number of each contract whose letter alone had a blank when the "
        "letters were checked, and the line.",
    )
    recipient_contract_ids = fields.Many2many(
        comodel_name="sale.subscription",
        string="Recipients",
        compute="_compute_recipient_contract_ids",
        help="The first of the contracts that get it.",
    )
    recipient_title = fields.Char(
        string="Recipients Shown", compute="_compute_recipient_contract_ids"
    )
    left_out_ids = fields.Many2many(
        comodel_name="sale.subscription",
        string="Contracts Left Out",
        compute="_compute_recipient_contract_ids",
    )
    left_out_count = fields.Integer(
        string="Left Out", compute="_compute_recipient_contract_ids"
    )
    left_out_note = fields.Text(
        string="Reasons for Leaving Out", compute="_compute_recipient_contract_ids"
    )

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
    def _compute_letters_with_blanks(self):
        self.letters_with_blanks = False  # what was checked is another letter

    @api.depends(
        "audience",
        "company_id",
        "contract_domain",
        "contract_ids",
        "left_out",
        "letters_with_blanks",
        "state",
        "type_id",
    )
    def _compute_recipient_contract_ids(self):
        contracts = self.env["sale.subscription"]
        for mailing in self:
            reasons = mailing._find_left_out(limit=NAMED)
            count = contracts.search_count(mailing._get_left_out_domain())
            mailing.recipient_contract_ids = mailing._find_recipients(limit=NAMED)
            mailing.recipient_title = mailing._describe_recipients_shown()
            mailing.left_out_ids = mailing._join(reasons)
            mailing.left_out_count = count
            mailing.left_out_note = self._list_some(
                [
                    contract._join_reason(self._describe_reason(*why))
                    for contract, why in reasons.items()
                ],
                count,
            )

    def _describe_recipients_shown(self):
        """Return how many of those who get it are shown, if not all are.

        :rtype: str or bool
        """
        self.ensure_one()
        recipients = self.env["sale.subscription"]
        count = recipients.search_count(self._get_recipients_domain())
        return count > NAMED and self.env._(
            "%(shown)s of %(count)s are shown. The button Contracts opens all of them.",
            shown=NAMED,
            count=count,
        )

    @api.model
    def _list_some(self, lines, count):
        """Return the first of these lines, and how many more there are.

        :param list lines: a line of each contract, of some of them at least
        :param int count: of how many contracts there would be one
        :rtype: str
        """
        if count > NAMED:
            rest = self.env._("… and %s more", count - NAMED)
            lines = [*lines[:NAMED], rest]
        return "\n".join(lines)

    def action_view_left_out(self):
        """Open the contracts that do not get the notice."""
        self.ensure_one()
        return self.env["sale.subscription"]._get_contracts_action(
            list(self._get_left_out_domain())
        )

    def action_check_letters(self):
        """Read the letter of each contract that gets it, and say what is missing."""
        self.ensure_one()
        self._lock_in_state("draft")
        self._note_blanks()
        problems = self._get_sending_problems()
        contracts = self.env["sale.subscription"]
        count = contracts.search_count(self._get_recipients_domain())
        checked = self.env._("%s letters were checked: they are complete.", count)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if problems else "success",
                "sticky": bool(problems),
                "message": "\n".join(problems) or checked,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _join(self, reasons):
        """Return the contracts that are left out.

        :param dict reasons: see :meth:`_find_left_out`
        """
        return self.env["sale.subscription"].union(*reasons)

    @api.model
    def _prepare_left_out(self, reasons):
        """Prepare what is stored of the contracts that are left out.

        :param dict reasons: see :meth:`_find_left_out`
        :rtype: dict[str, list]
        """
        return {c.contract_number: list(why) for c, why in reasons.items()}

    @api.model
    def _describe_reason(self, kind, detail):
        """Return why a contract is left out, in the reader's language.

        :param str kind: ``ended``, ``unsigned`` or ``blank``
        :param str detail: the last day of service, or the line with the blank
        :rtype: str
        """
        _ = self.env._
        if kind == "ended":
            return _("it ended on %s", detail)
        if kind == "unsigned":
            return _("it is not signed by both sides")
        return _("its letter would have a blank: %s", detail)

    def _find_recipients(self, limit=None):
        """Find the contracts that get it, as far as is known.

        :param int limit: how many at most
        :rtype: sale.subscription
        """
        recipients = self._get_recipients_domain()
        return self.env["sale.subscription"].search(recipients, limit=limit)

    def _find_left_out(self, limit=None):
        """Find the contracts that cannot get it, each with the reason.

        :param int limit: how many at most
        :return: of each contract what :meth:`_describe_reason` takes
        :rtype: dict[sale.subscription, tuple[str, str]]
        """
        left_out = self._get_left_out_domain()
        contracts = self.env["sale.subscription"].search(left_out, limit=limit)
        known = self._get_known_reasons()
        return {
            contract: known.get(contract.contract_number)
            or contract._get_reason_for_silence()
            for contract in contracts
        }

    def _get_known_reasons(self):
        """Return why contracts are left out, as far as that is stored.

        :return: of each contract's number what :meth:`_describe_reason` takes
        :rtype: dict[str, list]
        """
        self.ensure_one()
        is_draft = self.state == "draft"
        return (self.letters_with_blanks if is_draft else self.left_out) or {}

    def _get_recipients_domain(self):
        """Return the domain of the contracts that get it.

        :rtype: Domain
        """
        self.ensure_one()
        chosen = self._get_contracts_domain()
        return chosen & self._get_able_domain() if self.state == "draft" else chosen

    def _get_left_out_domain(self):
        """Return the domain of the contracts that are chosen, and cannot get it.

        :rtype: Domain
        """
        self.ensure_one()
        if self.state == "draft":
            return self._get_contracts_domain() & ~self._get_able_domain()
        stored = list(self._get_known_reasons())
        return Domain("company_id", "=", self.company_id.id) & Domain(
            "contract_number", "in", stored
        )

    def _get_able_domain(self):
        """Return the domain of the contracts that can get this draft.

        :rtype: Domain
        """
        self.ensure_one()
        notices = self.env["miniprogram.contract.notice"]
        with_blanks = list(self._get_known_reasons())
        return notices._get_tellable_domain(self.type_id) & Domain(
            "contract_number", "not in", with_blanks
        )

    def _note_blanks(self):
        """Read the letters of all who get it, and note those that have a blank."""
        self.ensure_one()
        self._write_protected({"letters_with_blanks": False})
        blanks = self._find_blanks(self._find_recipients())
        self._write_protected({"letters_with_blanks": self._prepare_left_out(blanks)})

    def _find_blanks(self, contracts):
        """Find contracts whose letters alone would have a blank, each with its line.

        A blank in all of the letters is one of the text, which is not complete then.

        :param contracts: those that can be told
        :rtype: dict[sale.subscription, tuple[str, str]]
        """
        blanks = {
            contract: ("blank", line)
            for contract in contracts
            if (line := self._find_blank_line(contract))
        }
        return blanks if len(blanks) < len(contracts) else {}

    def _find_blank_line(self, contract):
        """Return the first line of a contract's letter that has a blank, or None.

        :rtype: str or None
        """
        words = self._preview_notice(contract)._fill(self.body or "")
        return next((line for line in words.split("\n") if BLANK in line), None)

    def _leave_out_ended(self, contracts):
        """Leave out which of the contracts has ended since; note it on each.

        :param contracts: some of the contracts that were chosen
        :return: those that can still be notified
        """
        self.ensure_one()
        notices = self.env["miniprogram.contract.notice"]
        tellable = notices._get_tellable_domain(self.type_id)
        gone = contracts - contracts.filtered_domain(tellable)
        reasons = {contract: contract._get_reason_for_silence() for contract in gone}
        if gone:
            self._write_protected(
                {
                    "contract_ids": [Command.unlink(c.id) for c in gone],
                    "left_out": {
                        **(self.left_out or {}),
                        **self._prepare_left_out(reasons),
                    },
                }
            )
        for contract in gone:
            self._log_leaving_out(contract)
        return contracts - gone

    @in_company_language
    def _log_leaving_out(self, contract):
        self.ensure_one()
        contract._message_log(
            body=self.env._("“%s” was not sent: the contract has ended.", self.name)
        )


class SaleSubscription(models.Model):
    """What a list says of the contracts that a letter goes to."""

    _inherit = "sale.subscription"

    letter_destination = fields.Char(
        string="Letters Go to",
        compute="_compute_letter_destination",
        help="Where our letters reach the customer (clause 11.2): by e-mail if there "
        "is an address, otherwise by hand.",
    )

    @api.depends("contact_partner_id", "notice_partner_id", "partner_id")
    def _compute_letter_destination(self):
        for contract in self:
            mailboxes = contract._describe_designated_mailboxes()
            by_hand = self.env._("By hand: no e-mail address")
            contract.letter_destination = mailboxes or by_hand

    def _get_reason_for_silence(self):
        """Return why we can no longer, or not yet, give a notice on this contract.

        :return: what :meth:`_describe_reason` of the bulk notice takes
        :rtype: tuple[str, str]
        """
        self.ensure_one()
        if self.contract_state == "terminated":
            return "ended", fields.Date.to_string(self.termination_date)
        return "unsigned", ""

    def _join_reason(self, reason):
        """Return the contract and its customer, by name, with a reason.

        :param str reason: in words
        :rtype: str
        """
        self.ensure_one()
        return self.env._(
            "%(contract)s %(customer)s: %(reason)s",
            contract=self.display_name,
            customer=self.commercial_partner_id.name,
            reason=reason,
        )
