# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from ...policy.notices import DUE, End, classify_end
from .notice_letter import BLANK

MANAGERS = "miniprogram_contract.group_contract_manager"
LIVE_STATES = ("signed", "active")
PICTURE_CHANNELS = ("sms", "wechat")


class ContractNotice(models.Model):
    """What is refused, and why: all problems at once."""

    _inherit = "miniprogram.contract.notice"

    @api.constrains("contract_id", "origin_id", "term_id")
    def _check_same_contract(self):
        for notice in self:
            contracts = notice.origin_id.contract_id | notice.term_id.contract_id
            if contracts - notice.contract_id:
                raise ValidationError(
                    self.env._(
                        "Follows, Term: a notice and a period of contract %s itself.",
                        notice.contract_id.display_name,
                    )
                )

    @api.constrains("proof_ids", "supporting_document_ids")
    def _check_attachments(self):
        """Take files of this notice's own only: they are frozen with it one day."""
        for notice in self:
            # sudo: files that a colleague uploaded count too
            files = notice.sudo().proof_ids | notice.sudo().supporting_document_ids
            if foreign := files._filter_foreign(notice):
                raise ValidationError(
                    self.env._(
                        "Attachments: a file uploaded for this notice, not a link or "
                        "the attachment of something else: %s.",
                        ", ".join(foreign.mapped("name")),
                    )
                )

    def _raise_problems(self, get_problems):
        """Refuse to go on, in one error that names everything.

        :param get_problems: a function that lists the problems of one notice
        """
        problems = [
            f"{notice.display_name}: {problem}"
            for notice in self
            for problem in get_problems(notice)
        ]
        if problems:
            raise UserError("\n".join(problems))

    def _check_can_be_sent(self):
        """Refuse to send what is no draft of ours, or is not complete."""
        self._check_state("draft")
        self._raise_problems(lambda notice: notice._get_sending_problems())

    def _get_sending_problems(self):
        """Say, in the user's words, why this notice cannot be sent.

        :rtype: list[str]
        """
        self.ensure_one()
        _ = self.env._
        problems = self._get_giving_problems()
        if self.direction != "outgoing":
            problems.append(_("it comes from the customer; we do not send it."))
        if not (self.body or "").strip():
            problems.append(_("the letter says nothing yet."))
        elif BLANK in self.body:
            problems.append(_("fill in the blanks of the letter: %s", BLANK))
        if self._asks_too_late():
            problems.append(_("To Be Done by: a day that is not over."))
        if self.channel == "email" and not self.contract_id._get_designated_partner():
            problems.append(_("Channel: the customer has no e-mail address."))
        if self.channel in PICTURE_CHANNELS and not self.proof_ids:
            problems.append(_("Proof of Receipt: attach a picture of the message."))
        return problems

    def _asks_too_late(self):
        """Tell whether the day is over by which it asks for something to be done."""
        self.ensure_one()
        rule = self.type_id
        is_asking = rule.awaits_action and rule.effect == "none" and self.due_date
        return is_asking and self.due_date < self.company_id._contract_today()

    def _get_receipt_problems(self, day):
        """Say, in the user's words, why the receipt cannot be recorded.

        :param date day: the day of actual receipt
        :rtype: list[str]
        """
        self.ensure_one()
        _ = self.env._
        problems = self._get_giving_problems() if self.state == "draft" else []
        if self.direction == "outgoing" and self.state == "draft":
            problems.append(_("send it first."))
        if day > self.company_id._contract_today():
            problems.append(_("Received on: a day that is not in the future."))
        if self.sent_on and day < self.sent_on:
            problems.append(_("Received on: not before it was sent, %s.", self.sent_on))
        if not self.receipt_basis:
            problems.append(_("Receipt Basis: say how it arrived (clause 11.2)."))
        return problems + self._get_proof_problems()

    def _get_proof_problems(self):
        """Say what is wrong about the proof of the receipt."""
        self.ensure_one()
        # sudo marks the portal itself, whose own record is the proof
        is_confirmed = self.receipt_basis == "portal" and self.env.su
        # the paper that the customer handed us proves that we have it
        is_incoming = self.direction == "incoming"
        paper = self.supporting_document_ids if is_incoming else False
        if self.proof_ids or paper or is_confirmed:
            return []
        if not (self.no_proof_reason or "").strip():
            return [
                self.env._(
                    "Proof of Receipt: attach it. Only a contract manager can do "
                    "without, and says why."
                )
            ]
        if not self._is_manager():
            return [
                self.env._(
                    "Proof of Receipt: attach it. Only a contract manager can do "
                    "without."
                )
            ]
        return []

    def _get_giving_problems(self):
        """Say why this notice cannot be given at all, by either side.

        :rtype: list[str]
        """
        self.ensure_one()
        _ = self.env._
        problems = []
        if self.event_date > self.company_id._contract_today():
            problems.append(_("Event on: a day that is not in the future."))
        if not self._is_side_allowed():
            sides = dict(self._fields["direction"]._description_selection(self.env))
            problems.append(
                _(
                    "Direction: this type of notice is not given “%s”.",
                    sides[self.direction],
                )
            )
        if self._needs_manager() and not self._is_manager():
            problems.append(_("only a contract manager gives this notice."))
        return problems + self._get_document_problems() + self._get_contract_problems()

    def _get_document_problems(self):
        """Say which document has to come with it, and does not.

        :rtype: list[str]
        """
        self.ensure_one()
        if self.supporting_document_ids or not self._needs_document():
            return []
        return [
            self.env._("Supporting Documents: attach %s.", self._get_document_label())
        ]

    def _get_contract_problems(self):
        """Say why no such notice can be given on this contract."""
        self.ensure_one()
        _ = self.env._
        state = self.contract_id.contract_state
        if state in LIVE_STATES:
            return []
        if state != "terminated":
            return [_("Contract: one that both sides have signed.")]
        if self._is_allowed_after_end():
            return []
        return [
            _(
                "Contract: it ended on %s, and this notice cannot be given any more.",
                self.contract_id.termination_date,
            )
        ]

    def _is_side_allowed(self):
        self.ensure_one()
        return self.type_id._allows(self.direction) or self._is_confirmation_of_end()

    def _is_allowed_after_end(self):
        self.ensure_one()
        return self.type_id.is_allowed_after_end or self._is_confirmation_of_end()

    def _is_confirmation_of_end(self):
        """Whether it is our letter on the end that is decided: it does no more."""
        self.ensure_one()
        return self.direction == "outgoing" and self._classify_end() is End.CONFIRMATION

    def _classify_end(self):
        """Return what it says of the contract's end that is decided already.

        :rtype: End
        """
        self.ensure_one()
        contract = self.contract_id
        cure_day = self.type_id.effect_from == DUE and self.due_date
        return classify_end(
            gives_decided_reason=self._gives_reason(contract.close_reason_id),
            is_terminated=contract.contract_state == "terminated",
            decided_day=contract.termination_date or None,
            cure_day=cure_day or None,
            requested_date=self.requested_date or None,
            effective_date=self.effective_date or None,
        )

    def _gives_reason(self, reason):
        """Whether it gives this reason for the end of a contract.

        :param reason: a ``sale.subscription.close.reason``, or none
        """
        self.ensure_one()
        return bool(reason) and (
            reason in self._get_close_reason()
            or self.type_id == reason._get_notice_type()
        )

    def _get_close_reason(self):
        """Give the reason by which this notice ends the contract, or tells of it."""
        self.ensure_one()
        rule = self.type_id
        own = rule._get_close_reason(self.direction)
        is_general = bool(rule) and not rule.clause_code
        return own or (self.contract_id.close_reason_id if is_general else own)

    def _needs_manager(self):
        self.ensure_one()
        rules = (self.type_id, self._get_close_reason())
        is_kept = any(rule.is_manager_only for rule in rules)
        return self.direction == "outgoing" and is_kept

    def _is_manager(self):
        return self.env.su or self.env.user.has_group(MANAGERS)

    def _needs_document(self):
        """Tell whether a document has to come with it: of its type, or its reason."""
        self.ensure_one()
        if self._is_confirmation_of_end():
            return False
        return self.type_id.needs_document or self._get_close_reason().needs_document

    def _get_document_label(self):
        self.ensure_one()
        return (
            self.type_id.document_name
            or self._get_close_reason().document_name
            or self.env._("the supporting document")
        )

    def _check_may_be_done(self):
        """Let only managers give up what was to take effect."""
        pending = self.filtered(lambda notice: notice.type_id.effect != "none")
        if pending and not self._is_manager():
            raise UserError(
                self.env._(
                    "Only a contract manager can say that this takes no effect any "
                    "more: %s.",
                    ", ".join(pending.mapped("display_name")),
                )
            )
