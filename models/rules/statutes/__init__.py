"""Rules of the standard statutes of the erhvervshuse, December 2018, § 5.2 (SV), which carry out the business promotion act.

`board` has the rules on who sits, `nominating` those on who may nominate whom. Not implemented: that the rules of procedure
of the board let it remove a member on the minister's request (A20 asks for the reason only), and proxies (A13), which no
form records.
"""

from dataclasses import replace
from datetime import date

from models.finding import Citation

SV = Citation(
    document="Standardvedtægter for de tværkommunale erhvervshuse (december 2018)",
    provision="§ 5.2",
    reference="standardvedtægter, bilag 1 til KKR Nordjyllands dagsordenspunkt 5.5",
    in_force_from=date(2018, 12, 1),
    checked=date(2026, 11, 24),
)
SV_AND_ACT = (
    replace(SV, provision="§ 5.2; lov om erhvervsfremme, lov 1518 af 18/12/2018, § 13", in_force_to=date(2024, 2, 28)),
    replace(
        SV,
        provision="§ 5.2; lov om erhvervsfremme, LBK 230 af 29/02/2024, § 13",
        in_force_from=date(2024, 2, 29),
        checked=None,
    ),
)
"""With the act they carry out; its consolidation of 2024 has not been held against the rule."""
