# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io

from freezegun import freeze_time
from PIL import Image

from .common import SCAN
from .ledger_common import LedgerCommon
from .report_common import read_pages

NO_REFUND = "不予返还"
YEARLY = {"contract_term_years": 3, "contract_payment_schedule": "yearly"}


def make_picture(width=400, height=300, kind="PNG"):
    with io.BytesIO() as stream:
        Image.new("RGB", (width, height), "navy").save(stream, kind)
        return stream.getvalue()


class NoticeCommon(LedgerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact.email = "lijing@example.com"
        cls.env["res.partner.bank"].create(
            {
                "acc_number": "5100 1234 5678",
                "partner_id": cls.company.partner_id.id,
                "bank_id": cls.env["res.bank"].create({"name": "成都银行"}).id,
            }
        )

    @classmethod
    def _type(cls, name):
        return cls.env.ref(f"miniprogram_contract.notice_type_{name}")

    def _ended(self, day="2027-03-04"):
        """Return a contract whose renewal was not paid."""
        contract = self._activate()
        self._renew(contract)
        self._end_unpaid(day)
        return contract

    def _track(self, day):
        self._run("track_notices", day)

    def _read(self, notice):
        """Return the words of a letter, as its PDF has them."""
        return "".join(read_pages(notice._render_contract_pdf()))

    def _letters(self, contract):
        """Return what was e-mailed with a letter attached."""
        return contract.message_ids.filtered(
            lambda message: message.attachment_ids & contract.notice_ids.document_id
        )

    @classmethod
    def _at(cls, moment):
        return freeze_time(moment)

    @classmethod
    def _file(cls, name="proof.pdf", **values):
        return cls.env["ir.attachment"].create({"name": name, "datas": SCAN, **values})

    @classmethod
    def _draft(cls, contract, name, direction="incoming", **values):
        """Create a notice that is not given yet."""
        return cls.env["miniprogram.contract.notice"].create(
            {
                "contract_id": contract.id,
                "direction": direction,
                "type_id": cls._type(name).id,
                **values,
            }
        )

    @classmethod
    def _receive(cls, contract, name, day, received_on=None, **values):
        """Record a notice of the customer on a day, with its proof."""
        with cls._on(day):
            values.setdefault("event_date", received_on or day)
            notice = cls._draft(contract, name, **values)
            notice.proof_ids = cls._file()
            notice.action_receive(received_on)
        return notice

    @classmethod
    def _give(cls, contract, name, day, received_on=None, **values):
        """Send a notice of ours on a day, received on the same or another."""
        with cls._on(day):
            values.setdefault("event_date", day)
            notice = cls._draft(contract, name, "outgoing", **values)
            notice.action_send()
        if received_on:
            with cls._on(received_on):
                notice.write({"receipt_basis": "signed", "proof_ids": cls._file().ids})
                notice.action_receive()
        return notice
