"""Compare an updated database with a fresh one, and with itself before the update.

    upgrade_compare.py BEFORE UPDATED FRESH PLAN

PLAN is what ``upgrade_lives.py`` made: which fields of delivered records a person has
edited. Prints every difference, and fails if there is one.
"""

import json
import re
import sys
from datetime import datetime, timedelta
from pathlib import Path

from upgrade_database import Database

SHOWN = 60
# Not compared with a fresh database: what the demo data make depends on the day.
DEMO = re.compile(r"^demo_")
# Fields whose values an installation draws by lot, or that say what was there before.
RANDOM = {"access_token", "arch_prev", "signup_token"}
# A number in the text of a view is the number of an action.
ACTION_NUMBER = re.compile(r'(<button name=\\?")\d+(\\?")')
SAME_MOMENT = timedelta(hours=6)

# What an update rewrites, and what is compared by external ID instead.
TECHNICAL = re.compile(
    r"^(ir_(?!attachment)|bus_|orm_signaling_|rel_|res_groups|rule_group_rel|.*_wizard)"
)
# What the migrations fill in where it was empty, and nothing else.
FILLED = {
    ("sale_subscription", "contract_failures"),
    ("sale_subscription", "sent_content"),
    ("sale_subscription", "signing_address_origin"),
    ("sale_subscription", "signing_email"),
    ("sale_subscription", "signing_phone"),
    ("miniprogram_contract_term", "credit_note_id"),
}
# Without one of these a failure has no step, and the next night stores it again.
STEPS = {"contract_failed_step", "contract_failures"}
FILLED_RELATIONS = {
    "mail_followers",  # salespeople follow their contracts
    "mail_followers_mail_message_subtype_rel",
    "miniprogram_contract_term_ignored_move_rel",
    "miniprogram_contract_term_ignored_payment_rel",
}
WRITTEN = {"write_date", "write_uid"}


def is_same(column, first, second):
    """Whether two values are the same in what an installation decides."""
    if first == second or column in RANDOM:
        return True
    if isinstance(first, str) and isinstance(second, str):
        try:
            moments = [datetime.fromisoformat(value) for value in (first, second)]
        except ValueError:
            return False
        distance = abs(moments[0] - moments[1])
        if column == "nextcall":  # what was made earlier waits for an earlier night
            distance %= timedelta(days=1)
        return distance < SAME_MOMENT
    return False


def generalize(value):
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return json.loads(ACTION_NUMBER.sub(r"\1\2", text))


def compare_schemas(updated, fresh):
    first, second = updated.read_schema(), fresh.read_schema()
    yield from (f"only updated: {line}" for line in sorted(first - second))
    yield from (f"only fresh: {line}" for line in sorted(second - first))


def compare_delivered(updated, fresh, edits):
    """Compare delivered records field by field, without what a person has edited."""
    first, second = updated.read_delivered(), fresh.read_delivered()
    for key in sorted(first.keys() ^ second.keys()):
        if not DEMO.match(key[1]):
            yield f"only {'updated' if key in first else 'fresh'}: {' '.join(key)}"
    for model, name in sorted(first.keys() & second.keys()):
        if DEMO.match(name):
            continue
        one, other = generalize(first[model, name]), generalize(second[model, name])
        for column in sorted(one.keys() | other.keys()):
            if (name, column) in edits:
                continue
            if not is_same(column, one.get(column), other.get(column)):
                yield (
                    f"{name}.{column}: {excerpt(one.get(column), other.get(column))}"
                )


def compare_rows(before, updated):
    """Compare every row that is not delivered with what it was before the update."""
    for table in sorted(before.tables & updated.tables):
        if TECHNICAL.match(table):
            continue
        first, second = before.read_table(table), updated.read_table(table)
        delivered = updated.numbers[table]
        for key in sorted((first.keys() | second.keys()) - delivered, key=str):
            one, other = first.get(key), second.get(key)
            if is_generated(table, one or other):
                continue
            if one is None and table in FILLED_RELATIONS:
                continue
            if one is None or other is None:
                yield f"{table} {'came' if one is None else 'went'}: {key}"
                continue
            # a field that is gone is not kept, a new one was not there to be kept
            for column in sorted(one.keys() & other.keys() - WRITTEN):
                if one[column] is None and (table, column) in FILLED:
                    continue
                if column == "contract_failure" and not STEPS & one.keys():
                    continue
                if one[column] != other[column]:
                    values = excerpt(one[column], other[column])
                    yield f"{table} {key}.{column}: {values}"


def is_generated(table, row):
    """Whether Odoo made a row for itself: bundles, icons, the log of an action."""
    model = row.get("res_model") or row.get("model") or ""
    if table == "ir_attachment":
        url = row.get("url") or ""
        return url.startswith("/web/assets") or model.startswith("ir.")
    return table == "mail_message" and model.startswith("ir.")


def excerpt(first, second):
    """Show two values; of long ones, the place from which on they differ."""
    one, other = (
        json.dumps(value, ensure_ascii=False, default=str) for value in (first, second)
    )
    if max(len(one), len(other)) < 160:
        return f"{one} | {other}"
    pairs = enumerate(zip(one, other, strict=False))
    place = next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
    start = max(0, place - 30)
    return f"…{one[start : start + 110]}… | …{other[start : start + 110]}…"


def report(title, lines):
    """Print a list of differences; return their number."""
    lines = list(lines)
    print(f"{title}: {len(lines) or 'no'} difference{'s' * (len(lines) != 1)}")
    for line in lines[:SHOWN]:
        print(f"    {line}")
    if len(lines) > SHOWN:
        print(f"    and {len(lines) - SHOWN} more")
    return len(lines)


def main():
    *names, plan = sys.argv[1:]
    before, updated, fresh = map(Database, names)
    edits = {tuple(edit) for edit in json.loads(Path(plan).read_text())["edits"]}
    differences = [
        report("schema, updated | fresh", compare_schemas(updated, fresh)),
        report(
            "delivered records, updated | fresh",
            compare_delivered(updated, fresh, edits),
        ),
        report("all other rows, before | after", compare_rows(before, updated)),
    ]
    sys.exit(1 if any(differences) else 0)


main()
