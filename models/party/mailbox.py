# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import email_domain_extract, email_normalize

from ...tools.phone_number import is_same_phone, to_e164

# Mailboxes of everybody: who has one there is no colleague for it
PUBLIC_DOMAINS = {
    *("126.com", "139.com", "163.com", "189.cn", "aliyun.com", "foxmail.com"),
    *("gmail.com", "hotmail.com", "icloud.com", "outlook.com", "qq.com", "sina.com"),
    *("sina.cn", "sohu.com", "tom.com", "vip.163.com", "vip.qq.com", "yahoo.com"),
    *("yeah.net", "21cn.com"),
}
# For so many days an address that changed is a new one
DAYS_NEW = 30
# Where a code may go, and what is noted of it: the one before, by whom and when changed
NOTED = {
    "email": ("former_mailbox", "mailbox_changed_by", "mailbox_changed_on"),
    "phone": ("former_phone", "phone_changed_by", "phone_changed_on"),
}
MAILBOX_FIELDS = {name for names in NOTED.values() for name in names}
NORMALIZE = {"email": email_normalize, "phone": to_e164}


class ResPartner(models.Model):
    """Whose mailbox or phone it is, and who last entered it on a partner.

    A code for signing goes to one: it matters who wrote it there, and when.
    """

    _inherit = "res.partner"

    former_mailbox = fields.Char(
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="The e-mail address before the last change.",
    )
    mailbox_changed_by = fields.Char(
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Who entered the e-mail address: name and login.",
    )
    mailbox_changed_on = fields.Datetime(
        readonly=True, copy=False, groups="base.group_user"
    )

    former_phone = fields.Char(
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="The phone number before the last change.",
    )
    phone_changed_by = fields.Char(
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Who entered the phone number: name and login.",
    )
    phone_changed_on = fields.Datetime(
        readonly=True, copy=False, groups="base.group_user"
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(
            [
                {
                    **self._drop_mailbox_notes(vals),
                    **self._prepare_mailbox_notes(*filter(vals.get, NOTED)),
                }
                for vals in vals_list
            ]
        )

    def write(self, vals):
        values = self._drop_mailbox_notes(vals)
        former = {
            name: {
                # sudo: a visitor of the portal edits a partner, and may not see these
                partner: partner.sudo()._get_former_mailbox(name)
                for partner in self
                if NORMALIZE[name](partner[name]) != NORMALIZE[name](vals[name])
            }
            for name in NOTED
            if name in vals
        }
        res = super().write(values)
        for name, partners in former.items():
            for partner, address in partners.items():
                notes = {**self._prepare_mailbox_notes(name), NOTED[name][0]: address}
                # sudo: a visitor of the portal edits a partner, and may not see these
                super(ResPartner, partner.sudo()).write(notes)
        return res

    def _has_new_mailbox(self, name="email"):
        """Whether an address was changed of late: the first one is no change.

        Of a customer who was on file long before it is one, with a new contact too.

        :param str name: the field of the address: ``email`` or ``phone``
        """
        former, _by, on = NOTED[name]
        if not self[on]:
            return False
        recently = timedelta(days=DAYS_NEW)
        if fields.Datetime.now() - self[on] > recently:
            return False
        age = self[on] - self.commercial_partner_id.create_date
        return bool(self[former]) or age > recently

    def _get_former_mailbox(self, name):
        """Return what is the former address once this one is changed.

        That is the address before the first change of late, or a second one would hide
        from everybody where codes went.

        :param str name: the field of the address: ``email`` or ``phone``
        """
        self.ensure_one()
        first = self._has_new_mailbox(name) and self[NOTED[name][0]]
        return first or self[name]

    def _has_phone(self, number):
        """Whether a number is this partner's, however both are written.

        Odoo knows how numbers are written in the partner's country.

        :param str number: a phone number
        """
        self.ensure_one()
        own = [self.phone, self.phone and self._phone_format(fname="phone")]
        return any(is_same_phone(number, phone) for phone in filter(None, own))

    @api.model
    def _drop_mailbox_notes(self, vals):
        """Return values without what nobody writes by hand."""
        return {name: vals[name] for name in vals if name not in MAILBOX_FIELDS}

    @api.model
    def _prepare_mailbox_notes(self, *names):
        """Prepare who enters addresses now.

        :param names: the fields of the addresses
        :rtype: dict
        """
        notes = {}
        for name in names:
            _former, by, on = NOTED[name]
            notes |= {by: self.env.user._describe_login(), on: fields.Datetime.now()}
        return notes


class ResUsers(models.Model):
    """Our colleagues' mailboxes and phones: none of them is a customer's."""

    _inherit = "res.users"

    def _describe_login(self):
        """Return name and login of a user, as they are noted for good.

        :rtype: str
        """
        self.ensure_one()
        # sudo: a visitor of the portal need not read users
        own = self.sudo()
        return f"{own.name} ({own.login})"

    @api.model
    def _find_owner_of_ours(self, address):
        """Find who of us has an address: a colleague, or a company of ours.

        :param str address: an e-mail address, or a phone number
        :return: their partner; colleagues who left, and logins, count too
        :rtype: res.partner
        """
        if email := email_normalize(address):
            return self._find_owner_of_mailbox(email)
        return self._find_owner_of_phone(address)

    @api.model
    def _find_owner_of_phone(self, number):
        """Find who of us has a phone number, however it is written.

        :param str number: a phone number
        :return: see :meth:`_find_owner_of_ours`
        :rtype: res.partner
        """
        if not to_e164(number):
            return self.env["res.partner"]
        # sudo: whoever asks need not read users nor companies
        users = self.sudo().with_context(active_test=False)
        colleagues = users.search([("share", "=", False)]).partner_id
        companies = self.env["res.company"].sudo().search([]).partner_id
        return (colleagues | companies).filtered(lambda own: own._has_phone(number))

    @api.model
    def _find_owner_of_mailbox(self, address):
        """Find who of us has an e-mail address.

        :param str address: a normalized address
        :return: see :meth:`_find_owner_of_ours`
        :rtype: res.partner
        """
        # sudo: whoever asks need not read users nor companies
        users = self.sudo().with_context(active_test=False)
        is_theirs = Domain("email_normalized", "=", address)
        colleagues = users.search(
            Domain("share", "=", False)
            & (is_theirs | Domain("login", "=ilike", address))
        )
        companies = (
            self.env["res.company"].sudo().search([("email", "=ilike", address)])
        )
        return colleagues.partner_id | companies.partner_id

    @api.model
    def _is_at_our_domain(self, email):
        """Whether an address is at a domain where colleagues have theirs.

        :param str email: an address
        """
        domain = email_domain_extract(email)
        if not domain or domain in PUBLIC_DOMAINS:
            return False
        users = self.sudo()  # sudo: see _find_owner_of_ours()
        has_address = Domain("email_normalized", "=like", f"%@{domain}")
        has_login = Domain("login", "=ilike", f"%@{domain}")
        is_internal = Domain("share", "=", False)
        return bool(
            users.search_count(is_internal & (has_address | has_login), limit=1)
        )
