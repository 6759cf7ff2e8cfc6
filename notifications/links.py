"""Links on the pages: to the forms, with what is known filled in, and to other pages of the Prefect UI."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote


@dataclass(frozen=True, kw_only=True)
class Links:
    """Where the forms and pages are. `forms` has the id of each form's deployment by the name of its flow.

    Without forms there is no UI to link to, and names stand alone: on the command line, and in a rehearsal, whose pages must
    not lead to the real round. `prefix` stands before the keys of its pages.
    """

    forms: Mapping[str, str] = field(default_factory=dict)
    prefix: str = ""

    def form(self, name: str, **fields: object) -> str:
        """A form in Markdown, with these of its fields filled in."""
        if name not in self.forms:
            return f"`{name}`"
        filled = f"?parameters={quote(json.dumps(fields), safe='')}" if fields else ""
        return f"[`{name}`](/deployments/deployment/{self.forms[name]}/run{filled})"

    def page(self, key: str, words: str) -> str:
        """A page in Markdown, by its key: the link shows whatever is the newest of it."""
        return f"[{words}](/artifacts/key/{self.prefix}{key})" if self.forms or self.prefix else f"{words} (`{key}`)"
