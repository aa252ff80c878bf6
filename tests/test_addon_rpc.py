# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.service.model import get_public_method
from odoo.tests import tagged

from .roles_common import TODAY, Row
from .rpc_records_common import RpcRecordsCommon
from .rpc_rows_common import KINDS, METHODS, PRIVATE

WHERE = (
    "Each public method of the addon needs its row in METHODS of "
    "tests/rpc_rows_common.py (actions of contracts, periods and notices in "
    "tests/role_actions_common.py), or @api.private and a line in PRIVATE"
)


@tagged("post_install", "-at_install")
class TestPublicMethods(RpcRecordsCommon):
    """Every public method of the addon for every kind of user, by RPC."""

    def test_every_public_method_has_its_row(self):
        self.maxDiff = None
        found = self._find_methods(is_hidden=False)
        hidden = self._find_methods(is_hidden=True)
        self.assertEqual(hidden, PRIVATE, WHERE)
        rows = {
            model: set(methods) - PRIVATE.get(model, set())
            for model, methods in METHODS.items()
        }
        self.assertEqual(found, rows, WHERE)

    def test_what_only_python_calls_is_refused_to_everybody(self):
        for model, names in PRIVATE.items():
            for name in names:
                with (
                    self.subTest(model=model, method=name),
                    self.assertRaisesRegex(AccessError, "called remotely"),
                ):
                    get_public_method(self.env[model], name)

    def test_every_public_method_for_every_kind_of_user(self):
        for model, methods in METHODS.items():
            for name in methods.keys() - PRIVATE.get(model, set()):
                rows = methods[name]
                for row in [rows] if isinstance(rows, Row) else rows:
                    for kind in KINDS:
                        with self.subTest(model=model, method=name, kind=kind):
                            self._assert_row(kind, model, name, row)

    def _assert_row(self, kind, model, name, row):
        """Assert that a kind of user can do what its row says, and nothing else."""
        with self._on(TODAY):
            error, written, result = self._try_row(kind, model, name, row)
        if row.reads:
            self.assertFalse(written, "it only reads")
        if self._may(kind, row):
            self.assertFalse(error, "they may")
            does = written or row.reads is not False
            self.assertTrue(does, "it does something")
        elif row.reads:
            self.assertTrue(error, f"it has to be refused: {result}")
        else:
            # an error takes back what was done before it
            self.assertTrue(error or not written, f"it has to be refused: {written}")
