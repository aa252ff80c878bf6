# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import BaseCase, tagged

from ..tools.web_address import get_host, is_public


@tagged("post_install", "-at_install")
class TestWebAddress(BaseCase):
    def test_a_web_address_names_a_server(self):
        for url, host in (
            ("https://contracts.example.com", "contracts.example.com"),
            (
                "http://Contracts.Example.com:8069/contract/verify",
                "contracts.example.com",
            ),
            ("https://user@contracts.example.com.", "contracts.example.com"),
            ("http://[2001:db8::1]/", "2001:db8::1"),
            ("https://合同.中国/核验", "合同.中国"),
        ):
            with self.subTest(url):
                self.assertEqual(get_host(url), host)

    def test_what_is_no_web_address(self):
        for url in (
            "",
            "contracts.example.com",
            "ftp://contracts.example.com",
            "javascript://contracts.example.com/%0aalert(1)",
            "https://",
            "https:///contract/verify",
            "https://:8069",
            "http://[::1",
            "https://contracts.example.com:port",
            "https://contracts example.com",
            "https://contracts.example.com/ verify",
        ):
            with self.subTest(url):
                self.assertIsNone(get_host(url))
                self.assertFalse(is_public(url))

    def test_public_addresses(self):
        for url in (
            "https://contracts.example.com",
            "http://www.west.cn:8069/odoo",
            "https://合同.中国",
            "https://8.8.8.8",
            "https://[2400:3200::1]:443/",
            "https://localhost.example.com",
            "https://1688.com",
        ):
            with self.subTest(url):
                self.assertTrue(is_public(url))

    def test_addresses_that_only_some_machines_open(self):
        for url in (
            None,
            False,
            "http://localhost:8069",
            "http://LOCALHOST.:8069",
            "http://odoo.localhost",
            "http://127.0.0.1:8069",
            "http://127.1",
            "http://2130706433",
            "http://0x7f.1",
            "http://0.0.0.0:8069",
            "http://[::1]:8069",
            "http://[::ffff:10.0.0.1]",
            "http://10.0.0.5",
            "http://172.16.3.4",
            "http://192.168.1.10",
            "http://100.64.0.1",
            "http://169.254.1.1",
            "http://[fd00::1]",
            "http://[fe80::1]",
            "http://192.0.2.1",
            "http://odoo",
            "http://odoo:8069/",
            "http://odoo.local",
            "http://odoo.lan",
            "http://erp.internal",
            "http://erp.home.arpa",
            "http://odoo.test",
            "http://.com",
            "http://a..com",
        ):
            with self.subTest(url):
                self.assertFalse(is_public(url))
