# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

CONTRACT_SEQUENCE = "miniprogram.contract"


class ResCompany(models.Model):
    """What contracts take from their company: numbers, and a pricelist in yuan."""

    _inherit = "res.company"

    def _get_contract_sequence(self):
        """Return the sequence of the company's contract numbers, created at first use.

        :rtype: ir.sequence
        """
        self.ensure_one()
        # sudo: all who send contracts take numbers, few may edit sequences
        Sequence = self.env["ir.sequence"].sudo()
        return Sequence.search(
            [("code", "=", CONTRACT_SEQUENCE), ("company_id", "=", self.id)], limit=1
        ) or Sequence.create(self._prepare_contract_sequence())

    def _prepare_contract_sequence(self):
        """Prepare the sequence of contract numbers, which counts each year anew.

        :rtype: dict
        """
        self.ensure_one()
        return {
            "name": self.env._("Contract number of %s", self.name),
            "code": CONTRACT_SEQUENCE,
            "company_id": self.id,
            "implementation": "no_gap",
            "padding": 4,
            "prefix": "XCX-%(range_year)s-",
            "use_date_range": True,
        }

    def _get_contract_pricelist(self):
        """Return a pricelist in yuan, which the base module requires of a contract.

        Where there is none an archived one is created: an active one would become the
        pricelist of every new order.

        :rtype: product.pricelist
        """
        self.ensure_one()
        # sudo: salespeople may use every pricelist, and create none
        Pricelist = self.env["product.pricelist"].sudo()
        return Pricelist.with_context(active_test=False).search(
            [
                ("company_id", "in", (False, self.id)),
                ("currency_id", "=", self.env.ref("base.CNY").id),
            ],
            order="company_id, active DESC, id",
            limit=1,
        ) or Pricelist.create(self._prepare_contract_pricelist())

    def _prepare_contract_pricelist(self):
        """Prepare the pricelist of contracts where the company has none in yuan.

        :rtype: dict
        """
        self.ensure_one()
        return {
            "name": self.env._("Mini-Program Contracts"),
            "active": False,
            "company_id": self.id,
            "currency_id": self.env.ref("base.CNY").id,
        }
