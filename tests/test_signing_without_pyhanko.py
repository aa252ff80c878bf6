# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import ast
import sys
from importlib import import_module
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.modules import Manifest
from odoo.tests import tagged

from ..models.signing.certificate import PADES
from .signing_common import NOON
from .test_signing_certificate import CertificateCommon

ADDON = Path(__file__).parent.parent
# What comes with pyHanko, in versions that other addons may not work with
HEAVY = {"asn1crypto", "cryptography", "pyhanko", "pyhanko_certvalidator"}
REMEDY = "pip install pyHanko"


def read_imports(path):
    """Return the names of the modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module or ''}.{alias.name}" for alias in node.names)


@tagged("post_install", "-at_install")
class TestWithoutPyHanko(CertificateCommon):
    """Those without a certificate need nothing of what signs with one."""

    def _uninstall(self):
        """Let pyHanko be missing, as on a server that never had it."""
        import_module("pyhanko")
        names = [name for name in sys.modules if name.split(".")[0] in HEAVY]
        self.startPatcher(patch.dict(sys.modules, dict.fromkeys(names)))
        del sys.modules[PADES]

    def test_it_is_imported_where_it_is_used(self):
        folders = ("controllers", "models", "policy", "report", "tools", "wizards")
        files = [file for name in folders for file in (ADDON / name).rglob("*.py")]
        files += [ADDON / "hooks.py", ADDON / "__init__.py"]
        importing = {
            file.relative_to(ADDON).as_posix()
            for file in files
            for name in read_imports(file)
            if name.split(".")[0] in HEAVY or "pades" in name.split(".")
        }
        self.assertEqual(importing, {"tools/pades.py"})

    def test_the_addon_is_installed_without_it(self):
        needed = Manifest.for_addon("miniprogram_contract")["external_dependencies"]
        self.assertFalse(HEAVY & {name.lower() for name in needed["python"]})

    def test_contracts_are_sent_signed_and_sealed(self):
        self._uninstall()
        contract = self._create_sent_contract()
        self._sign_on_screen(contract)
        contract.with_user(self.keeper).action_countersign_contract()
        self.assertEqual(contract.contract_state, "signed")

    def test_the_certificates_screen_says_what_to_install(self):
        self._uninstall()
        self.assertIn(REMEDY, self.certificates.new({}).problem)
        with self.assertRaisesRegex(ValidationError, REMEDY):
            self._create_certificate()

    def test_a_certificate_of_before_keeps_its_data_and_does_not_sign(self):
        certificate = self._create_certificate()
        self.company.contract_certificate_id = certificate
        self._sign_on_screen(self.contract)
        self._uninstall()
        self.env.invalidate_all()
        self.assertTrue(certificate.name)
        self.assertIn(REMEDY, certificate.problem)
        with self.assertRaisesRegex(UserError, REMEDY), NOON:
            self.contract.with_user(self.keeper).action_countersign_contract()
        self.company.contract_certificate_id = False
        self.contract.with_user(self.keeper).action_countersign_contract()
        self.assertEqual(self.contract.contract_state, "signed")
