# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tools import mute_logger

STORE_LOG = "odoo.addons.base.models.ir_attachment"


class LostFileMixin:
    """Files whose row is there, and whose content was altered or is lost."""

    def setUp(self):
        super().setUp()
        # core logs with a traceback what it reads as nothing
        muted = mute_logger(STORE_LOG)
        muted.__enter__()
        self.addCleanup(muted.__exit__)

    def _lose(self, file):
        file.ensure_one()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_attachment SET db_datas = NULL, store_fname = %s WHERE id = %s",
            [f"00/lost_{file.id}", file.id],
        )
        self.env.invalidate_all()
        self.assertFalse(file.raw)

    def _alter(self, file, content=b"%PDF-1.4 another price"):
        """Change a file behind the ORM's back, as somebody at the server could.

        :return: what it was
        """
        self.env.flush_all()
        former = file.raw
        self.env.cr.execute(
            "UPDATE ir_attachment SET db_datas = %s, store_fname = NULL WHERE id = %s",
            [content, file.id],
        )
        self.env.invalidate_all()
        return former

    def _assert_named(self, file):
        """Assert that what is done inside fails with the file's name and a remedy."""
        return self.assertRaisesRegex(
            UserError, rf"(?s)restore them from a backup.*{file.name}.*lost_{file.id}"
        )
