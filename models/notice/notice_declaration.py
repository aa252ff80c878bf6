# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...policy.working_days import add_days
from ..contract.contract import LIVE_STATES
from ..party.company_language import get_company_env, in_company_language
from .notice import RECEIPT, SENDING

# How long a letter that ends its contract may wait before somebody is asked for it
DAYS_TO_SEND = 3


class ContractNotice(models.Model):
    """A letter by which we declare an end: it counts from its arrival (article 565)."""

    _inherit = "miniprogram.contract.notice"

    is_end_on_its_way = fields.Boolean(compute="_compute_is_end_on_its_way")
    sending_due_on = fields.Date(
        string="To Be Sent by",
        compute="_compute_sending_due_on",
        store=True,
        precompute=True,
        index="btree_not_null",
        help="From this day on the person responsible is asked to send a letter that "
        "ends its contract, until it is sent or withdrawn.",
    )

    @api.depends(
        "direction",
        "queued_on",
        "state",
        "type_id.close_reason_id.takes_effect_on_arrival",
        "type_id.effect",
    )
    def _compute_sending_due_on(self):
        for notice in self:
            is_unsent = notice.state == "draft" and notice._is_travelling()
            # a failure puts off the next try, but not this day
            notice.sending_due_on = is_unsent and (
                notice.sending_due_on
                or add_days(event=notice.queued_on, days=DAYS_TO_SEND)
            )

    @api.depends("contract_id.contract_state", "direction", "state", "type_id")
    def _compute_is_end_on_its_way(self):
        for notice in self:
            is_sent = notice.state == "sent" and notice._is_declaration()
            is_live = notice.contract_id.contract_state in LIVE_STATES
            notice.is_end_on_its_way = is_sent and is_live

    def _declares_end(self):
        """Whether one side declares by it that the contract ends: no decision yet."""
        self.ensure_one()
        rule = self.type_id
        is_ending = rule.effect == "terminate"
        return is_ending and rule.close_reason_id.takes_effect_on_arrival

    def _is_declaration(self):
        """Whether it is our letter that ends its contract when it arrives."""
        self.ensure_one()
        return self.direction == "outgoing" and self._declares_end()

    def _get_declaration_domain(self):
        """Return the domain of the letters that end their contract when they arrive.

        :rtype: Domain
        """
        return (
            Domain("direction", "=", "outgoing")
            & Domain("type_id.effect", "=", "terminate")
            & Domain("type_id.close_reason_id.takes_effect_on_arrival", "=", True)
        )

    def _is_travelling(self):
        """Whether it is such a letter, and about to be sent or on its way."""
        self.ensure_one()
        is_leaving = self.state == "draft" and self.queued_on
        return self._is_declaration() and (self.state == "sent" or bool(is_leaving))

    def _is_confirmation_of_end(self):
        # what it declares is decided by nobody before: it does it itself
        is_live = self.contract_id.contract_state != "terminated"
        return super()._is_confirmation_of_end() and not (
            is_live and self._is_declaration()
        )

    def _send(self):
        res = super()._send()
        if self._is_declaration():
            self.contract_id._note_declared_end(self._get_close_reason())
        return res

    def _enclose(self, documents):
        """Enclose copies of these files: each notice keeps its own.

        :param documents: ``ir.attachment`` records that this user may read
        """
        self.ensure_one()
        documents.check_access("read")
        if documents:
            # a picture stays the file that it is
            originals = documents.with_context(image_no_postprocess=True)
            own = originals.copy({"res_model": self._name, "res_id": self.id})
            self.supporting_document_ids = own

    @in_company_language
    def _report_incomplete(self):
        """Ask once to complete a letter that cannot be sent as it is."""
        self.ensure_one()
        try:
            self._check_can_be_sent()
        except UserError as error:
            self._set_failure(self._describe_error(error))

    def _send_from_queue(self):
        if self._is_declaration() and self._get_letter_problems():
            self._report_incomplete()
        else:
            super()._send_from_queue()

    @api.model
    def _get_unsent_domain(self, company):
        """Return the domain of a company's letters that should have been sent by now.

        :param company: whose own day counts
        :rtype: Domain
        """
        return Domain("company_id", "=", company.id) & Domain(
            "sending_due_on", "<=", company._contract_today()
        )

    @in_company_language
    def _ask_to_send(self):
        """Ask for these letters again, where nobody is being asked any more."""
        for notice in self:
            notice._warn_of_notice_once(
                SENDING,
                self.env._(
                    "%s is to end the contract, and still has not been sent: complete "
                    "it and send it, or withdraw it. Until it arrives the contract "
                    "goes on, and no renewal is made.",
                    notice.display_name,
                ),
            )

    # -- given up before it arrives ---------------------------------------------------

    def action_cancel(self):
        travelling = self.filtered(lambda notice: notice._is_travelling())
        travelling._check_may_be_withdrawn()
        self.contract_id._lock()
        self.filtered("is_end_on_its_way")._refuse_to_cancel()
        res = super().action_cancel()
        travelling._give_up_declarations()
        return res

    def _get_arrival_problems(self):
        """Return that nobody has said yet that none of these letters has arrived.

        :rtype: list[str]
        """
        if not self:
            return []
        return [
            self.env._(
                "Not Arrived Yet: confirm it. A letter that has arrived can no longer "
                "be withdrawn (article 141): record its receipt. After that the "
                "contract goes on only if both sides agree."
            )
        ]

    @api.private
    def action_withdraw_end(self, reason, has_not_arrived=False):
        """Withdraw letters that were sent to end contracts: these go on.

        A letter can be withdrawn only before it arrives (article 141). An end that is
        planned otherwise stands.

        :param str reason: why, in the manager's words
        :param bool has_not_arrived: the manager's word that none of them has arrived
        :raises UserError: not a manager, not such a letter, no reason, or it may have
            arrived
        """
        self._check_may_be_withdrawn()
        self.contract_id._lock()
        self._lock_in_state("sent")
        problems = [
            self.env._(
                "%s: only a letter of ours that ends its contract when it arrives.",
                notice.display_name,
            )
            for notice in self
            if not notice.is_end_on_its_way
        ]
        if not has_not_arrived:
            problems += self._get_arrival_problems()
        if not (reason or "").strip():
            problems.append(self.env._("Reason: say why the end is withdrawn."))
        if problems:
            raise UserError("\n".join(problems))
        self._cancel_declarations(
            get_company_env(self)._("Withdrawn: %s", reason.strip())
        )
        self._give_up_declarations()
        for letter in self:
            letter.contract_id._take_back(letter)
        return True

    def _check_may_be_withdrawn(self):
        """Let only managers withdraw letters that end contracts."""
        if self and not self._is_manager():
            raise UserError(
                self.env._(
                    "Only a contract manager can withdraw a letter that ends a "
                    "contract: %s.",
                    ", ".join(self.mapped("display_name")),
                )
            )

    def _refuse_to_cancel(self):
        """Refuse to cancel letters that may have arrived: that has to be asked."""
        if self:
            raise UserError(
                self.env._(
                    "A letter that ends a contract can be withdrawn only before it "
                    "arrives (article 141): use Withdraw the End on it, which asks "
                    "whether it has. %s",
                    ", ".join(self.mapped("display_name")),
                )
            )

    def _cancel_declarations(self, note):
        """Withdraw letters that end contracts, before they arrive (article 141).

        :param str note: why
        :return: those of them that the customers were sent
        """
        sent = self.filtered("sent_on")
        self._set_cancelled()
        for notice in sent:
            notice._note(note)
        return sent

    def _give_up_declarations(self):
        """Let the contracts of these letters go on, if no other one is on its way."""
        declared = self.filtered(lambda notice: notice._is_declaration()).contract_id
        for contract in declared.filtered(lambda c: c._awaits_arrival()):
            if letters := contract._get_travelling_letters():
                contract._note_declared_end(letters[:1]._get_close_reason())
            else:
                contract._forget_declared_end()

    @in_company_language
    def _ask_what_holds(self):
        """Ask a manager what follows from a letter that was given up, and arrived."""
        self.ensure_one()
        _ = self.env._
        told = {"notice": self.display_name, "day": self.received_on}
        if self.state == "cancelled":
            note = _(
                "%(notice)s was withdrawn, but arrived on %(day)s. A withdrawal counts "
                "only if it arrives before the letter or with it (article 141): check "
                "the days, and agree with the customer on what holds.",
                **told,
            )
        else:
            note = _(
                "%(notice)s arrived on %(day)s, and was closed before: the contract "
                "goes on. Agree with the customer in writing on what holds.",
                **told,
            )
        self._warn_of_notice(RECEIPT, note, self.contract_id._get_manager_user())
