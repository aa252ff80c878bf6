# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import email_normalize, single_email_re

from ...tools.typed_text import clean_text, one_line
from ..contract.mail_posting import Mail, paragraphs
from ..party_change.address_change import NEW_ADDRESS_FIELDS
from .notice_form import MAX_LINE, join_readings

STREET_LINES = {"new_street", "new_street2"}


class ContractNotice(models.Model):
    """The new address that the customer types in the portal (clause 11.3)."""

    _inherit = "miniprogram.contract.notice"

    def _read_new_address(self, form_data):
        """Read what changes of the address: what stays as it was is left out.

        :param dict form_data: what was posted, by name
        :return: values by field, and what is wrong with them
        :rtype: tuple[dict, list[str]]
        """
        self.ensure_one()
        return join_readings(
            self._read_new_lines(form_data),
            (self._read_new_place(form_data), []),
            self._read_new_contact(form_data),
        )

    def _read_new_lines(self, form_data):
        """Read the lines of the address that change.

        :return: values by field, and what is wrong with them
        :rtype: tuple[dict, list[str]]
        """
        self.ensure_one()
        partner = self.address_partner_id
        typed, problems = join_readings(
            *(
                self._read_line(new, form_data)
                for new in NEW_ADDRESS_FIELDS
                if new in form_data and not self._fields[new].relational
            )
        )
        changed = {
            new: line
            for new, line in typed.items()
            if line != one_line(partner[NEW_ADDRESS_FIELDS[new]])
        }
        if changed.keys() & STREET_LINES:  # they belong together
            changed |= {new: typed.get(new, "") for new in STREET_LINES}
            if not typed.get("new_street"):
                problems.append(self.env._("New address: Address (with street)"))
        return changed, problems

    @api.model
    def _read_line(self, name, form_data):
        """Read one line of an address, as it can be written on an envelope.

        :param str name: the field that the line is for
        :return: values by field, and what is wrong with them
        :rtype: tuple[dict, list[str]]
        """
        problems = []
        line = one_line(clean_text(form_data.get(name)))
        if len(line) > MAX_LINE:
            problems.append(
                self.env._(
                    "%(field)s: at most %(count)s characters.",
                    field=self._fields[name]._description_string(self.env),
                    count=MAX_LINE,
                )
            )
        return {name: line[:MAX_LINE]}, problems

    def _read_new_place(self, form_data):
        """Read country and province, as far as they change.

        :rtype: dict
        """
        self.ensure_one()
        partner, values = self.address_partner_id, {}
        country = self._get_portal_country(form_data)
        state = self._get_portal_states(country).filtered(
            lambda state: str(state.id) == form_data.get("new_state_id")
        )
        country = country or state.country_id
        if country != partner.country_id:
            values["new_country_id"] = country.id
        if state and state != partner.state_id:
            values["new_state_id"] = state.id
        return values

    def _get_portal_countries(self):
        """Return the countries to choose from."""
        return self.env["res.country"].search(Domain.TRUE)

    def _get_portal_country(self, form_data):
        """Return the country that was chosen, else that of the present address."""
        self.ensure_one()
        chosen = self._get_portal_countries().filtered(
            lambda country: str(country.id) == form_data.get("new_country_id")
        )
        return chosen or self.address_partner_id.country_id

    def _get_portal_states(self, country):
        """Return the provinces to choose from, China's where no country is chosen.

        :param country: a ``res.country``, which may be empty
        """
        return (country or self.env.ref("base.cn")).state_ids

    def _read_new_contact(self, form_data):
        """Read the contact person from now on: one we know, or a new name.

        :return: values by field, and what is wrong with them
        :rtype: tuple[dict, list[str]]
        """
        self.ensure_one()
        field = "new_contact_name"
        typed, problems = self._read_line(field, form_data)
        name = typed[field]
        if name in ("", one_line(self.contract_id.contact_partner_id.name)):
            return {}, problems
        party = self.contract_id.commercial_partner_id
        known = self.env["res.partner"].search(
            Domain("commercial_partner_id", "=", party.id)
            & Domain("is_company", "=", False)
            & Domain("type", "=", "contact")
            & Domain("name", "=", name),
            limit=1,
        )
        return {"new_contact_id": known.id, field: name}, problems

    def _get_portal_address(self, form_data):
        """Return the address as the form shows it: typed, or the present one.

        :param dict form_data: what was typed so far
        :return: values by field, countries and provinces; None without a change of
            address
        :rtype: dict or None
        """
        self.ensure_one()
        if self.type_id.effect != "change_address":
            return None
        partner = self.address_partner_id
        country = self._get_portal_country(form_data)
        state = form_data.get("new_state_id") or str(partner.state_id.id or "")
        contact = self.contract_id.contact_partner_id.name or ""
        return {
            "countries": [
                {"id": each.id, "is_chosen": each == country, "name": each.name}
                for each in self._get_portal_countries()
            ],
            "new_contact_name": form_data.get("new_contact_name", contact),
            "states": [
                {"id": each.id, "is_chosen": str(each.id) == state, "name": each.name}
                for each in self._get_portal_states(country)
            ],
            **{
                new: form_data.get(new, partner[own] or "")
                for new, own in NEW_ADDRESS_FIELDS.items()
                if not self._fields[new].relational
            },
        }

    def _tell_of_new_address(self):
        """Tell old and new address of a change of address that was given."""
        self.ensure_one()
        if self.type_id.effect != "change_address":
            return
        contract = self.contract_id
        told = dict.fromkeys(
            map(email_normalize, (contract.signing_email, self.new_email))
        )
        for email in filter(None, told):
            contract._post_mail_to([email], self._compose_address_given())

    def _compose_address_given(self):
        """Return the mail that says that a change of address was given, and by whom.

        :rtype: Mail
        """
        self.ensure_one()
        notice = self.contract_id._speak_to(self.contract_id._get_mail_partner())
        _, user, contract = notice.env._, self.env.user, self.contract_id
        company = contract.company_id
        body = paragraphs(
            _("Dear %s,", contract.partner_id.name),
            _(
                "%(name)s (login %(login)s) has given notice of a change of address "
                "for contract %(number)s in the portal, with the one-time code.",
                name=user.name,
                login=user.login,
                number=contract.contract_number,
            ),
            _(
                "If you know nothing of it, tell us at once: %(name)s, phone "
                "%(phone)s. Whoever gets the codes signs and gives notice for you.",
                name=company.name,
                phone=company.phone or "–",
            ),
        )
        title = _("Contract %s: change of address", contract.contract_number)
        no_one = self.env["res.partner"]
        return Mail(title, body, {}, no_one, company.partner_id)

    def _get_new_address_problems(self):
        """Return what a contract needs of the address and is missing in the new one."""
        self.ensure_one()
        partner = self.address_partner_id
        contract = self.contract_id
        address = self.env["res.partner"].new(
            self._prepare_new_address(), origin=partner
        )
        data = address._get_contract_party_data(
            self._get_new_contact() or contract.contact_partner_id
        )
        # an address designated for notices need not have a name
        data["name"] = contract.commercial_partner_id.name
        problems = address._list_missing_contract_data(self.env._("New address"), data)
        if self.new_email and not single_email_re.match(self.new_email):
            problems.append(
                self.env._("New address: Email (one, such as name@example.com)")
            )
        return problems
