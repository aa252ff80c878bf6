# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from hashlib import sha256


def check_as_told(file):
    """Check an exported log as the instruction in the court file tells, and no more.

    It needs nothing of this addon: a JSON reader and a tool that computes SHA-256.

    :param bytes file: the log
    :return: the hash of the last entry, and what all entries say
    :rtype: tuple[str, list[dict]]
    :raises AssertionError: an entry is not what it was, or one is missing
    """
    lines = file.decode().split("\n")
    assert lines.pop() == ""
    previous, said = "0" * 64, []
    for number, (texts, entry) in enumerate(
        zip(lines[::2], lines[1::2], strict=True), start=1
    ):
        values = json.loads(entry)
        assert values["sequence"] == number
        assert values["previous_sha256"] == previous
        if texts:
            assert values["texts_sha256"] == sha256(texts.encode()).hexdigest()
        previous = sha256(entry.encode()).hexdigest()
        said.append({**values, **(json.loads(texts) if texts else {})})
    return previous, said
