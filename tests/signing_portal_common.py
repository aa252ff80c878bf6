# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http

from odoo.addons.mail.tests.common import MailCommon

from .common import CODE
from .portal_common import PortalCommon
from .signing_common import KEEPER_GROUPS, SigningMixin


class SigningPortalCommon(SigningMixin, PortalCommon, MailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_signing()
        cls.keeper = cls._create_user(
            "portal_keeper",
            KEEPER_GROUPS,
        )

    def setUp(self):
        super().setUp()
        self.contract = self._create_sent_contract()
        self.contract.user_id = self.salesman
        self.env.flush_all()

    def _post(self, path, **values):
        """Post to the contract's pages as its own page does."""
        values.setdefault("csrf_token", http.Request.csrf_token(self))
        contract = values.pop("contract", self.contract)
        with self.mock_mail_gateway(mail_unlink_sent=True):
            response = self.url_open(
                f"/my/contracts/{contract.id}/{path}",
                data=values,
                allow_redirects=False,
            )
        self.env.invalidate_all()
        return response

    def _ask_for_code(self, **values):
        return self._post("sign/code", **{"channel": "email", **values}).json()

    def _accept(self, **values):
        return self._post(
            "sign/accept", **self._get_form_data(self.contract, **values)
        ).json()

    def _wait(self, **time):
        """Let the codes that were sent be so much older."""
        self._age_codes(**time)

    def _refuse(self, reason, **values):
        """Refuse to sign, with the code that is sent for it."""
        self._age_codes()
        self._post("refuse/code", channel="email")
        return self._post("refuse", **{"code": CODE, "reason": reason, **values})
