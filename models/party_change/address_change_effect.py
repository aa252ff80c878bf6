# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools import email_normalize

from ..party.company_language import in_company_language
from ..signing.designated_address import ADDRESSES
from .address_change import item_of


class ContractNotice(models.Model):
    """A change of address takes effect (clause 11.3)."""

    _inherit = "miniprogram.contract.notice"

    def _get_effect_methods(self):
        return {
            **super()._get_effect_methods(),
            "change_address": self._change_address,
        }

    def _change_address(self):
        """Bring the customer's address up to date, and keep the old one here.

        Ours is in our company's settings: our notice only announces it.
        """
        self.ensure_one()
        if self.direction == "incoming":
            # sudo: the user who records a notice need not be allowed to edit partners,
            # nor see the contracts of other salespeople
            self.sudo()._change_address_of_customer()
        self._set_done()

    def _change_address_of_customer(self):
        """Change what has not changed again since then."""
        self.ensure_one()
        partner = self.address_partner_id
        former = self.former_address or self._format_address(
            self._get_party_address(partner, self.contract_id.contact_partner_id)
        )
        self._write_protected({"former_address": former})
        phone = partner.phone
        outdated = self._get_outdated_items()
        # this notice announces the change: it needs no other one
        partner.with_context(contract_change_is_told=True).write(
            {
                name: value
                for name, value in self._prepare_new_address().items()
                if item_of(name) not in outdated
            }
        )
        if "email" not in outdated:
            self._redirect_codes("email", email_normalize(self.new_email))
        if "phone" not in outdated and self._replaces_phone_for_codes(phone):
            self._redirect_codes("sms", self.new_phone)
        if "contact" not in outdated:
            self._change_contact()
        self._log_address_change(former)
        if outdated:
            self._note_outdated(outdated)

    def _replaces_phone_for_codes(self, former):
        """Whether the new phone takes the place of the one that codes go to.

        :param str former: the number of who changes the address, before
        """
        self.ensure_one()
        contract = self.contract_id
        if self.address_partner_id == contract._get_designated_person():
            return True
        return bool(contract.signing_phone) and contract._is_same_address(
            "sms", former, contract.signing_phone
        )

    def _redirect_codes(self, channel, address):
        """Let codes go to the new address, on all contracts that had the same one.

        The customer has proven with a code that the notice is theirs, or a contract
        manager has recorded it: nobody else redirects codes.

        :param str channel: a key of ``ADDRESSES``
        :param str address: the new one, if there is one
        """
        self.ensure_one()
        if not address:
            return
        recorder = self.receipt_recorded_by_id
        is_managed = recorder.has_group("miniprogram_contract.group_contract_manager")
        if not (recorder.share or is_managed):
            self._note_codes_stay(channel)
            return
        field = ADDRESSES[channel][0]
        contract, former = self.contract_id, self.contract_id[field]
        others = contract._find_running_contracts_of_party().filtered(
            lambda other: other[field] == former
        )
        for each in contract | others:
            each._write_protected({field: address})
            each._note_address(
                "notice",
                former,
                self.display_name,
                recorder._describe_login(),
                channel,
            )

    @in_company_language
    def _note_codes_stay(self, channel):
        self.ensure_one()
        address = self.contract_id[ADDRESSES[channel][0]]
        self._note(
            self.env._(
                "One-time codes still go to %s: only the customer, with a code, or a "
                "contract manager can let them go to another address.",
                address or self.env._("no address"),
            )
        )

    def _change_contact(self):
        """Set the new contact person on all running contracts of the customer."""
        self.ensure_one()
        if self.new_contact_name and not self.new_contact_id:
            self._write_protected({"new_contact_id": self._create_new_contact().id})
        if self.new_contact_id:
            contracts = self.contract_id._find_running_contracts_of_party()
            contracts._write_protected({"contact_partner_id": self.new_contact_id.id})

    def _create_new_contact(self):
        """Create the new contact person, who is not on file yet, with the customer."""
        self.ensure_one()
        # sudo: the user who records a notice need not be allowed to edit partners
        partners = self.env["res.partner"].sudo()
        return partners.create(
            {
                "name": self.new_contact_name,
                "parent_id": self.contract_id.commercial_partner_id.id,
                "type": "contact",
            }
        )

    @in_company_language
    def _log_address_change(self, former):
        self.ensure_one()
        self.contract_id.message_post(
            body=self.env._(
                "The address of %(partner)s changed by notice. Before: %(former)s",
                partner=self.address_partner_id.display_name,
                former=former.replace("\n", "；"),
            )
        )
        after = self._format_address(
            self._get_party_address(
                self.address_partner_id, self.contract_id.contact_partner_id
            )
        )
        self.contract_id._log_event("address_changed", f"{former}\n→\n{after}")
