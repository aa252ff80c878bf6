# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import email_domain_extract, email_normalize

# Mailboxes of everybody: who has one there is no colleague for it
PUBLIC_DOMAINS = {
    *("126.com", "139.com", "163.com", "189.cn", "aliyun.com", "foxmail.com"),
    *("gmail.com", "hotmail.com", "icloud.com", "outlook.com", "qq.com", "sina.com"),
    *("sina.cn", "sohu.com", "tom.com", "vip.163.com", "vip.qq.com", "yahoo.com"),
    *("yeah.net", "21cn.com"),
}
# For so many days an address that changed is a new one
DAYS_NEW = 30
MAILBOX_FIELDS = {"former_mailbox", "mailbox_changed_by", "mailbox_changed_on"}


class ResPartner(models.Model):
    """Whose mailbox an address is, and who last entered it on a partner.

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

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(
            [
                {
                    **self._drop_mailbox_notes(vals),
                    **(self._prepare_mailbox_notes() if vals.get("email") else {}),
                }
                for vals in vals_list
            ]
        )

    def write(self, vals):
        values = self._drop_mailbox_notes(vals)
        if "email" not in vals:
            return super().write(values)
        address = email_normalize(vals["email"])
        former = {
            partner: partner.email
            for partner in self
            if email_normalize(partner.email) != address
        }
        res = super().write(values)
        for partner, email in former.items():
            notes = {**self._prepare_mailbox_notes(), "former_mailbox": email}
            # sudo: a visitor of the portal edits a partner, and may not see these
            super(ResPartner, partner.sudo()).write(notes)
        return res

    def _has_new_mailbox(self):
        """Whether the address was changed of late: the first one is no change.

        Of a customer who was on file long before it is one, with a new contact too.
        """
        if not self.mailbox_changed_on:
            return False
        recently = timedelta(days=DAYS_NEW)
        if fields.Datetime.now() - self.mailbox_changed_on > recently:
            return False
        age = self.mailbox_changed_on - self.commercial_partner_id.create_date
        return bool(self.former_mailbox) or age > recently

    @api.model
    def _drop_mailbox_notes(self, vals):
        """Return values without what nobody writes by hand."""
        return {name: vals[name] for name in vals if name not in MAILBOX_FIELDS}

    @api.model
    def _prepare_mailbox_notes(self):
        """Prepare who enters an e-mail address now.

        :rtype: dict
        """
        return {
            "mailbox_changed_by": self.env.user._describe_login(),
            "mailbox_changed_on": fields.Datetime.now(),
        }


class ResUsers(models.Model):
    """Our colleagues' mailboxes: none of them is a customer's."""

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
    def _find_owner_of_ours(self, email):
        """Find who of us has an address: a colleague, or a company of ours.

        :param str email: an address
        :return: their partner; colleagues who left, and logins, count too
        :rtype: res.partner
        """
        address = email_normalize(email)
        if not address:
            return self.env["res.partner"]
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
