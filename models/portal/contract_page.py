# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools.image import image_data_uri

from ...policy.ends import EndKind


class SaleSubscription(models.Model):
    """What the customer's pages show of a contract, in plain values only."""

    _inherit = "sale.subscription"

    # -- the list -------------------------------------------------------------------

    def _get_portal_row(self):
        """Return what the list of contracts shows of this one.

        :rtype: dict
        """
        self.ensure_one()
        packages = self.sale_subscription_line_ids.mapped("name")
        return {
            **self._get_portal_summary(),
            "company": self.company_id.name,
            "name": self.miniprogram_name or next(iter(packages), ""),
        }

    def _get_portal_summary(self):
        """Return what every page shows of this contract.

        :rtype: dict
        """
        self.ensure_one()
        return {
            "amount": self.contract_amount,
            "currency": self.currency_id,
            "date_end": self._get_last_day(),
            "date_start": self.contract_date_start,
            "days_left": self._get_days_left(),
            "number": self.contract_number,
            "state": self.contract_state,
            "status": self._get_portal_status(),
            "url": self.access_url,
            "pending_actions": self._get_pending_actions(),
            "refused_on": self.refused_on,
        }

    def _get_portal_status(self):
        """Return in the customer's words where this contract stands.

        :rtype: str
        """
        self.ensure_one()
        if self.contract_state == "sent":
            if self.signed_by_customer_on:
                return self.env._("Waiting for our seal")
            if self.refused_on:
                return self.env._("You refused to sign")
            return self.env._("Waiting for your signature")
        states = self._fields["contract_state"]._description_selection(self.env)
        return dict(states)[self.contract_state]

    def _get_pending_actions(self):
        """Return what this contract needs from the customer.

        :return: ``sign``, ``pay`` and ``confirm``, as far as they apply
        :rtype: list[str]
        """
        self.ensure_one()
        is_needed = {
            "sign": self.filtered_domain(self._get_unsigned_domain()),
            "pay": self.term_ids._filter_to_pay(),
            "confirm": self.filtered_domain(self._get_to_confirm_domain()),
        }
        return [name for name, records in is_needed.items() if records]

    def _is_over(self):
        """Whether this contract has ended, or its last day is past.

        Of an active one only a day that was decided ends it: it may still be renewed.
        """
        self.ensure_one()
        is_signed = self.contract_state == "signed"
        last_day = self._get_last_day() if is_signed else self._get_decided_last_day()
        is_past = last_day and last_day < self.company_id._contract_today()
        return self.contract_state == "terminated" or bool(is_past)

    def _get_last_day(self):
        """Return the last day of service as it stands: decided, else the end date."""
        self.ensure_one()
        return self._get_decided_last_day() or self.contract_date_end

    def _get_days_left(self):
        """Return how many days of service are left after today, None if not active.

        :rtype: int or None
        """
        self.ensure_one()
        last_day = self._get_last_day()
        if self.contract_state != "active" or not last_day:
            return None
        return (last_day - self.company_id._contract_today()).days

    # -- the page -------------------------------------------------------------------

    def _get_portal_page(self):
        """Return what the page of this contract shows.

        :rtype: dict
        """
        self.ensure_one()
        text = self._get_text_data()
        terms = self.term_ids.sorted("sequence")._get_portal_values()
        return {
            **self._get_portal_summary(),
            "declared_end": self._get_told_end(),
            "documents": self._get_portal_documents(),
            "is_yearly": self.payment_schedule == "yearly" and self.term_years > 1,
            "notices": self.notice_ids._filter_delivered()._get_portal_values(),
            "order_pages": self._get_portal_order_pages(),
            "paid_until": self.paid_until,
            "payment": next((term for term in terms if term["pay_url"]), None),
            "to_pay": next((term for term in terms if term["is_to_pay"]), None),
            "platform_order": self.platform_order_ref,
            "salesperson": self._get_portal_salesperson(),
            "signed_by": self.signed_by,
            "signed_on": self.signed_on,
            "termination_date": self._get_decided_last_day(),
            "terms": terms,
            "text": text,
            "paragraphs": self._get_portal_paragraphs(text["paragraphs"]),
            "period_words": self._get_period_words(text["service"]),
            "schedule": self._get_portal_schedule(),
            "transfer": self._get_portal_transfer(),
            "yearly_amount": self.amount_total,
        }

    def _get_told_end(self):
        """Return the end that we declare, once our letter on it was sent.

        :return: ``not_before``, the day before which it does not end, if there is one
        :rtype: dict or None
        """
        self.ensure_one()
        end = self._get_next_end(is_on_hold=True)
        letters = self._get_travelling_letters()
        if end and end.kind is EndKind.PLANNED:
            letters = self._get_letters_before(end)
        elif not end or end.kind is not EndKind.DECLARED:
            return None
        is_told = any(letter.state == "sent" for letter in letters)
        return {"not_before": self._get_declared_day()} if is_told else None

    @api.model
    def _get_portal_paragraphs(self, paragraphs):
        """Return the paragraphs with their numbers, as the paper prints them.

        :param list paragraphs: dicts, see the wording
        :rtype: list[dict]
        """
        document = self.env["miniprogram.contract.document"]
        return [
            {**paragraph, "text": document._get_text(paragraph)}
            for paragraph in paragraphs
        ]

    def _get_portal_schedule(self):
        """Return how this contract is paid, in the visitor's language."""
        self.ensure_one()
        schedules = self._fields["payment_schedule"]._description_selection(self.env)
        return dict(schedules).get(self.payment_schedule, "")

    def _get_portal_documents(self):
        """Return the documents on file that the customer may download.

        :rtype: list[dict]
        """
        self.ensure_one()
        labels = {
            "signed": self.env._("Signed contract"),
            "customer": self.env._("Contract as you signed it"),
            "sent": self.env._("Contract as it was sent"),
        }
        return [
            {
                "kind": kind,
                "label": label,
                "sha256": self[f"{kind}_document_sha256"],
                "url": f"{self.access_url}/document/{kind}",
            }
            for kind, label in labels.items()
            if self._get_portal_document(kind)
        ]

    def _get_portal_document(self, kind):
        """Return one of the documents on file.

        :param str kind: ``sent``, ``customer`` (not sealed yet) or ``signed``
        :return: an attachment, empty when there is none of this kind
        """
        self.ensure_one()
        documents = {
            "customer": self.customer_document_id,
            "sent": self.sent_document_id,
            "signed": self.signed_document_id,
        }
        return documents.get(kind, self.env["ir.attachment"])

    def _get_portal_order_pages(self):
        """Return the platform's pages of the order, which prevail (clause 3.1).

        :rtype: list[dict]
        """
        self.ensure_one()
        return [
            {"name": page.name, "url": f"{self.access_url}/order-page/{page.id}"}
            for page in self._get_platform_order_pages()
        ]

    def _get_portal_order_page(self, page_id):
        """Return one of the platform's pages of the order.

        :param int page_id: what the address says
        :return: an attachment, empty if it is not one of them
        """
        self.ensure_one()
        return self._get_platform_order_pages().filtered(lambda p: p.id == page_id)

    def _get_portal_salesperson(self):
        """Return name and picture of the salesperson of this contract, or None.

        :rtype: dict or None
        """
        self.ensure_one()
        if not self.user_id:
            return None
        return {
            "avatar": image_data_uri(self.user_id.avatar_128),
            "name": self.user_id.name,
        }

    def _get_portal_transfer(self):
        """Return account and reference for a bank transfer, None without an account.

        :rtype: dict or None
        """
        self.ensure_one()
        return self._get_transfer_to(self.term_ids._filter_to_pay().invoice_id)
