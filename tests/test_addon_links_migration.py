# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.modules.migration import load_script
from odoo.tests import tagged
from odoo.tools.misc import file_path

from .portal_common import PortalCommon

PATH = "miniprogram_contract/migrations/19.0.1.6.0/post-links.py"


@tagged("post_install", "-at_install")
class TestLinksMigration(PortalCommon):
    """An update ends what people opened by hand, and leaves the server's links."""

    def _update(self):
        self.env.flush_all()
        load_script(file_path(PATH), "post-links").migrate(self.cr, "19.0.1.5.1")
        self.env.invalidate_all()

    def test_links_that_were_typed_are_withdrawn(self):
        typed, made = self._create_sent_contract(), self._create_sent_contract()
        typed._write_protected({"access_token": "aaaa"})
        token = made._portal_ensure_token()
        self._update()
        self.assertFalse(typed.access_token)
        self.assertEqual(typed.event_ids.sorted("sequence")[-1:].kind, "link_withdrawn")
        self.assertEqual(made.access_token, token)

    def test_frozen_files_are_closed(self):
        file = self._create_sent_contract().sent_document_id.sudo()
        self.cr.execute(
            "UPDATE ir_attachment SET public = true, access_token = 'aaaa'"
            " WHERE id = %s",
            [file.id],
        )
        file.invalidate_recordset()
        self._update()
        self.assertFalse(file.public)
        self.assertFalse(file.access_token)

    def test_portal_users_of_others_follow_no_longer(self):
        contract = self._create_sent_contract()
        contract.message_subscribe(
            (self.contact | self.rival_visitor.partner_id | self.rival).ids
        )
        self._update()
        self.assertNotIn(self.rival_visitor.partner_id, contract.message_partner_ids)
        self.assertLessEqual(self.contact | self.rival, contract.message_partner_ids)
