"""Links on the pages: to the forms, with what is known filled in, and to other pages of the Prefect UI."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from models.form import Form


@dataclass(frozen=True, kw_only=True)
class Links:
    """Where the forms and pages are. `forms` has the id of each form's deployment by the name of its flow, `names` its name.

    Without forms there is no UI to link to, and names stand alone: on the command line, and in a rehearsal, whose pages must
    not lead to the real round. `prefix` stands before the keys of its pages.
    """

    forms: Mapping[str, str] = field(default_factory=dict)
    prefix: str = ""
    names: Mapping[str, str] = field(default_factory=dict)

    def form(self, name: str, /, **fields: object) -> str:
        """A form in Markdown, with these of its fields filled in."""
        return self.form_as(self.names.get(name, f"`{name}`"), name, **fields) if name in self.forms else f"`{name}`"

    def form_as(self, words: str, name: str, /, **fields: object) -> str:
        """The same in other words, where there is little room; the words alone without forms."""
        if name not in self.forms:
            return words
        filled = f"?parameters={quote(json.dumps(fields), safe='')}" if fields else ""
        return f"[{words}](/deployments/deployment/{self.forms[name]}/run{filled})"

    def page(self, key: str, words: str) -> str:
        """A page in Markdown, by its key: the link shows whatever is the newest of it."""
        return f"[{words}](/artifacts/key/{self.prefix}{key})" if self.forms or self.prefix else f"{words} (`{key}`)"

    def linked(self, text: str, forms: Sequence[Form], **fields: object) -> str:
        """A text in Markdown in which every one of these forms that it names in quotes is a link to it."""
        known = {each.name: each.fields for each in forms}

        def link(found: re.Match[str]) -> str:
            name = found[1]
            return self.form(name, **fields, **known[name]) if name in known else found[0]

        return re.sub(r"'([a-z-]+)'", link, text)
