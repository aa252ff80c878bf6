# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_access
from . import test_amounts
from . import test_base_module
from . import test_demo
from . import test_order_billing
from . import test_order_to_contract
from . import test_parties
from . import test_pdf_text
from . import test_placeholders
from . import test_report_contract
from . import test_rmb
from . import test_screens
from . import test_sending
from . import test_settings
from . import test_signing_paper
from . import test_tours
from . import test_wording
