"""The enclosure with the statutes' § 5.2 and the criteria: word for word, and only what is so."""

import pytest
from office import DECIDED_ON, Office
from pdf_pages import body_text, pages, squeezed, tags

from models.round import Body
from models.words import DecisionKind
from notifications.enclosures.statutes import statutes_and_criteria, statutes_of
from notifications.enclosures.typesetting import TEMPLATES, BlockKind, Document, typeset

SENTENCES = {
    "the board": "Bestyrelsen sammensættes af 11 medlemmer, herunder 1 formand, og 1 observatør:",
    "the chair": "1 formand, der udpeges af KKR Nordjylland, og som skal være folkevalgt og gerne have baggrund i det "
    "private erhvervsliv.",
    "the company seats": "4 medlemmer, der udpeges af KKR Nordjylland blandt virksomhedsrepræsentanter, herunder små og "
    "mellemstore virksomheder, efter indstilling fra erhvervsorganisationer.",
    "FH and AC": "1 medlem, der udpeges af KKR Nordjylland fra en arbejdstagerorganisation efter indstilling fra de "
    "faglige hovedorganisationer (FH og AC) i fællesskab.",
    "equality": "Ligestillingsloven finder anvendelse ved nedsættelse af bestyrelsen.",
    "what may be demanded": "De indstillede skal være aktive erhvervsdrivende. Herudover kan erhvervsorganisationerne ikke "
    "pålægges krav udover, at en eller flere indstillingsberettigede erhvervsorganisationer skal indstille fra en SMV.",
    "no mandate": "De vil således ikke handle under mandat eller instruktion fra de indstillings- og udpegningsberettigede "
    "organisationer.",
    "no substitutes": "Der udpeges ikke suppleanter til bestyrelsen.",
    "no proxy": "Et medlem af Erhvervshus Nordjyllands bestyrelse kan ikke give fuldmagt til et andet bestyrelsesmedlem "
    "eller til andre til at repræsentere sig i bestyrelsen.",
    "not the director": "Et medlem af bestyrelsen må ikke samtidigt være direktør i erhvervshuset.",
    "the term": "Bestyrelsesmedlemmerne udpeges for op til 4 år ad gangen med mulighed for genudpegning.",
    "holdover": "I forlængelse af kommunalvalg opretholder medlemmer deres plads i bestyrelsen, indtil nyudpegning har "
    "fundet sted, hvor der nedsættes en ny bestyrelse.",
    "the last words": "som kan skade Erhvervshus Nordjyllands omdømme.",
    "where it stands": "Kilde: https://www.kl.dk/media/16900/standardvedtaegterne-for-de-tvaerkommunale-erhvervshuse.pdf",
}
CRITERIA = "Erfaring med grøn omstilling:\n\n- eksport\n- #panic() *ikke markup*"
BASES = {
    "di": "KKR Nordjylland besluttede den 21. januar 2022, at DI er indstillingsberettiget.",
    "videninstitution-1": "KKR Nordjylland besluttede den 21. januar 2022, at Prøvevideninstitution 1 er "
    "indstillingsberettiget.",
    "fh-ac": "FH og AC indstiller i fællesskab et medlem efter vedtægternes § 5.2.",
    "region": "Regionsrådet udpeger et medlem efter vedtægternes § 5.2.",
}


def enclosed(office: Office, key: str = "di", criteria: str = CRITERIA) -> Document:
    office.decide()
    decision = office.round.decision(DecisionKind.ORGANISATIONS)
    assert decision is not None
    decision.criteria = criteria
    body = office.round.body(key)
    assert isinstance(body, Body)
    return statutes_and_criteria(office.round, body, DECIDED_ON)


def headings(document: Document) -> list[str]:
    return [line for block in document.blocks if block.kind is BlockKind.HEADING for line in block.lines]


@pytest.mark.parametrize("sentence", SENTENCES.values(), ids=SENTENCES)
def test_the_statutes_are_quoted_word_for_word(office: Office, sentence: str) -> None:
    assert statutes_of("Erhvervshus Nordjylland").count(sentence) == 1
    assert squeezed(sentence) in squeezed(body_text(typeset(enclosed(office))))


def test_the_text_has_the_length_of_its_source() -> None:
    words = statutes_of("Erhvervshus Nordjylland").partition("Kilde:")[0].split()
    assert len([word for word in words if word != "-"]) == 502


def test_it_is_headed_as_in_the_source_and_then_come_criteria_and_basis(office: Office) -> None:
    document = enclosed(office)
    assert document.title == "Vedtægternes § 5.2 og kriterier for udpegningen"
    assert headings(document) == [
        "Bilag 1: Sammensætning og udpegninger fra standardvedtægterne fra de tværkommunale erhvervshuse, december 2018",
        "Kriterier for udpegningen, som KKR Nordjylland besluttede dem den 21. januar 2022",
        "Grundlaget for anmodningen til DI",
    ]
    found = [tag for tag in tags(typeset(document)) if tag.startswith("/H")]
    assert found == ["/H1", "/H2", "/H3", "/H2", "/H2"]


def test_the_criteria_stand_as_they_were_decided(office: Office) -> None:
    assert squeezed(CRITERIA.replace("- ", "– ")) in squeezed(body_text(typeset(enclosed(office))))


def test_criteria_that_were_not_decided_are_not_spoken_of(office: Office) -> None:
    document = enclosed(office, criteria=" ")
    assert document.title == "Vedtægternes § 5.2"
    assert "riterier" not in body_text(typeset(document))


def test_the_region_chooses_by_itself_and_is_given_no_criteria(office: Office) -> None:
    assert "riterier" not in body_text(typeset(enclosed(office, "region")))


@pytest.mark.parametrize("key", BASES)
def test_it_says_why_a_body_is_asked(office: Office, key: str) -> None:
    document = enclosed(office, key)
    assert document.blocks[-1].lines == (BASES[key],)
    assert document.note == f"Bilag til anmodning af 21. januar 2022 til {office.round.body(key).name}."  # type: ignore[union-attr]


def test_a_house_whose_statutes_are_not_at_hand_is_not_given_those_of_another(office: Office) -> None:
    office.round.house = "Erhvervshus Midtjylland"
    document = enclosed(office)
    assert document.title == "Kriterier for udpegningen"
    assert "Sammensætning" not in "".join(pages(typeset(document)))


def test_a_house_is_found_by_its_name_in_plain_letters() -> None:
    files = [file.name for file in (TEMPLATES / "statutes").iterdir()]
    assert files == ["erhvervshus-nordjylland.txt"]
    assert statutes_of("ERHVERVSHUS  Nordjylland") == statutes_of("Erhvervshus Nordjylland") != ""
    assert statutes_of("../layout/letter") == ""
