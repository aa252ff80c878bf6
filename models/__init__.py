# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import party
from . import wording
from . import document
from . import contract
from . import nightly
from . import ledger
from . import sale
from . import opening
from . import signing
from . import notice
from . import party_change
from . import portal
