# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import access_log
from . import avatars
from . import evidence
from . import files
from . import invoices
from . import notices
from . import portal
from . import signing
from . import verification
