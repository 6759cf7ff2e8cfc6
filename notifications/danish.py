"""How dates and the words of the law are written in Danish letters."""

from datetime import date

from babel.dates import format_date

from models.completeness import OpenPoint
from models.words import BodyKind, MilestoneKind, SeatCategory

MILESTONES = {
    MilestoneKind.RECOMMENDATION: "det afgående KKR's indstilling",
    MilestoneKind.CONSTITUENT_MEETING: "det konstituerende møde",
    MilestoneKind.REQUESTS: "anmodningerne om indstilling",
    MilestoneKind.NOMINATIONS: "indstillinger",
    MilestoneKind.CLARIFICATION: "afklaringen af kandidater",
    MilestoneKind.APPOINTMENT: "udpegningen af de øvrige medlemmer",
    MilestoneKind.IN_OFFICE: "bestyrelsens tiltræden",
}
SEATS = {
    SeatCategory.CHAIR: "formand",
    SeatCategory.MUNICIPAL: "kommunal repræsentant",
    SeatCategory.COMPANY: "virksomhedsrepræsentant",
    SeatCategory.KNOWLEDGE: "repræsentant fra en videninstitution",
    SeatCategory.LABOUR: "medlem fra en arbejdstagerorganisation",
    SeatCategory.REGION: "medlem udpeget af regionsrådet",
}
ASKED_FOR = {
    BodyKind.BUSINESS: "indstilling",
    BodyKind.KNOWLEDGE: "indstilling",
    BodyKind.LABOUR: "fælles indstilling",
    BodyKind.REGION: "udpegning",
}
OPEN_POINTS = {
    OpenPoint.SMV: "mindst én indstillet fra en lille eller mellemstor virksomhed (SMV)",
    OpenPoint.ACTIVE_IN_BUSINESS: "en bekræftelse af, at alle indstillede er aktive erhvervsdrivende",
    OpenPoint.GENDER: "oplysning om køn for alle indstillede",
    OpenPoint.IN_WRITING: "jeres svar på skrift",
}
NUMBERS = ("nul", "én", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti", "elleve", "tolv")


def day(value: date) -> str:
    """«28. februar 2022»."""
    return format_date(value, "d. MMMM y", locale="da")


def weekday(value: date) -> str:
    """«mandag den 28. februar 2022»."""
    return format_date(value, "EEEE 'den' d. MMMM y", locale="da")


def number(value: int) -> str:
    """«fire»; figures from thirteen on."""
    return NUMBERS[value] if value < len(NUMBERS) else str(value)


def window(first: date, last: date) -> str:
    """«den 1. april 2022», or «i perioden fra den 21. til den 25. marts 2022»."""
    if first == last:
        return f"den {day(last)}"
    same_month = (first.year, first.month) == (last.year, last.month)
    start = format_date(
        first, "d." if same_month else "d. MMMM" if first.year == last.year else "d. MMMM y", locale="da"
    )
    return f"i perioden fra den {start} til den {day(last)}"


def open_point(point: OpenPoint, *, seats: int) -> str:
    """What a receipt asks for, from a body that nominates for that many seats."""
    if point is not OpenPoint.BOTH_SEXES:
        return OPEN_POINTS[point]
    return (
        f"en indstilling af {both_sexes(seats)}, eller oplysning om de særlige grunde til, at det ikke er muligt "
        "(ligestillingslovens § 9, stk. 1 og 2, og § 10 a, stk. 1 og 2)"
    )


def both_sexes(seats: int) -> str:
    """Whom a body names that nominates for that many seats."""
    return "både en kvinde og en mand" if seats == 1 else "lige mange kvinder og mænd"


def quoted(text: str) -> str:
    """What somebody wrote, between quotation marks and on one line; a full stop follows when it ends without one."""
    line = " ".join(text.split())
    return f"»{line}«{'' if line.endswith(('.', '!', '?')) else '.'}"


def in_days(count: int) -> str:
    """«om 14 dage», «i morgen», «i dag»."""
    return {0: "i dag", 1: "i morgen"}.get(count, f"om {count} dage")
