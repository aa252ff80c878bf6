# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from .ledger_common import LedgerCommon


class UnpaidRenewalCommon(LedgerCommon):
    """A contract paid until 28 February 2027, and a renewal that nobody has paid."""

    def setUp(self):
        super().setUp()
        self.contract = self._activate()
        self.term = self._renew(self.contract)

    def _cron(self):
        return self.env.ref("miniprogram_contract.ir_cron_terminate_unpaid_renewals")
