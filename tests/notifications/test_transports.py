"""What a real SMTP server can say and do, and what the transport makes of it. Nothing leaves without TLS."""

from collections.abc import Callable, Sequence
from email import message_from_bytes
from pathlib import Path

import pytest
from post_office import DROP, PASSWORD, USER, Certificates, Post
from pydantic import SecretStr

from models.settings import Encryption, Settings
from notifications.steps import LeaseLost
from notifications.transports import Carrier, Refused, open_transport

WIRE = b"Subject: Hej\r\n\r\nHej\r\n"
ONE = ["fh@fh.example"]
TWO = ["fh@fh.example", "ac@ac.example"]


def changed(settings: Settings, **values: object) -> Settings:
    return settings.model_copy(update=values)


def send(carrier: Carrier, to: list[str] = ONE, handing_over: Callable[[Sequence[str]], None] = lambda _: None) -> str:
    return carrier.deliver("brev", "kkr@kkr.example", to, WIRE, handing_over).words


def refused(settings: Settings, to: list[str] = ONE) -> Refused:
    """How the server refuses one message, which must be before or instead of taking it."""
    with pytest.raises(Refused) as caught, open_transport(settings) as carrier:
        send(carrier, to)
    return caught.value


@pytest.fixture(params=["starttls", "implicit"])
def server(request: pytest.FixtureRequest) -> Settings:
    settings: Settings = request.getfixturevalue(request.param)
    return settings


def test_a_message_arrives_after_tls_and_a_log_in(server: Settings, post: Post) -> None:
    with open_transport(server) as carrier:
        assert send(carrier) == "250 OK: taken"
    assert [(each.sender, each.to, each.wire) for each in post.arrivals] == [("kkr@kkr.example", ONE, WIRE)]
    assert post.log_ins == [USER]


def test_the_address_of_the_server_may_be_a_number(server: Settings, post: Post) -> None:
    with open_transport(changed(server, smtp_host="127.0.0.1")) as carrier:
        send(carrier)
    assert len(post.arrivals) == 1


def test_a_batch_goes_over_one_connection(implicit: Settings, post: Post) -> None:
    with open_transport(implicit) as carrier:
        for _ in range(5):
            send(carrier)
    assert (len(post.arrivals), post.connections, post.log_ins) == (5, 1, [USER])


def test_a_wrong_password_is_refused_for_now_with_the_servers_words_and_not_the_password(
    server: Settings, post: Post
) -> None:
    error = refused(changed(server, smtp_password=SecretStr("forkert")))
    assert str(error) == f"localhost:{server.smtp_port}: 535 5.7.8 Authentication credentials invalid"
    assert (error.permanent, post.arrivals) == (False, [])


def test_a_password_with_danish_letters_is_refused_for_now_and_says_why(server: Settings) -> None:
    error = refused(changed(server, smtp_password=SecretStr("rødgrød")))
    assert str(error) == f"localhost:{server.smtp_port}: smtp_user and smtp_password take ASCII only"
    assert not error.permanent


def test_a_missing_file_of_the_authority_costs_no_letter_an_attempt_and_is_named(server: Settings) -> None:
    error = refused(changed(server, smtp_ca_file=Path("/findes/ikke.pem")))
    assert str(error) == "UDPEGNING_SMTP_CA_FILE: /findes/ikke.pem: [Errno 2] No such file or directory"
    assert not error.permanent


def test_a_server_that_wants_a_log_in_refuses_who_does_not_log_in(server: Settings, post: Post) -> None:
    error = refused(changed(server, smtp_user=""))
    assert (str(error), post.arrivals) == ("530 5.7.0 Authentication required", [])


def test_a_certificate_of_another_authority_is_refused(
    server: Settings, post: Post, certificates: Certificates
) -> None:
    error = refused(changed(server, smtp_ca_file=certificates.stranger))
    assert "certificate verify failed" in str(error)
    assert (error.permanent, post.log_ins) == (False, [])


def test_a_certificate_for_another_name_is_refused(server: Settings, post: Post) -> None:
    error = refused(changed(server, smtp_host="127.1"))
    assert "certificate verify failed: " in str(error)
    assert post.log_ins == []


def test_a_server_without_starttls_is_refused_and_gets_neither_the_password_nor_the_letter(
    plain: Settings, post: Post
) -> None:
    error = refused(changed(plain, smtp_user=USER, smtp_password=SecretStr(PASSWORD)))
    assert str(error) == f"localhost:{plain.smtp_port}: STARTTLS extension not supported by server."
    assert (error.permanent, post.arrivals, post.log_ins) == (False, [], [])


def test_implicit_tls_to_a_server_that_speaks_plainly_is_refused(plain: Settings, post: Post) -> None:
    error = refused(changed(plain, smtp_encryption=Encryption.IMPLICIT))
    assert (error.permanent, post.arrivals) == (False, [])


def test_a_server_that_is_down_is_refused_for_now(plain: Settings, free_port: int) -> None:
    error = refused(changed(plain, smtp_port=free_port))
    assert str(error).startswith(f"localhost:{free_port}: ")
    assert not error.permanent


@pytest.mark.parametrize("reply", ["530 5.7.0 Authentication required", "535 5.7.8 Forkert adgangskode"])
def test_a_log_in_that_is_missing_is_not_the_letters_fault(reply: str, implicit: Settings, post: Post) -> None:
    post.says["mail"] = lambda _: reply
    error = refused(implicit)
    assert (str(error), error.permanent) == (reply, False)


@pytest.mark.parametrize("where", ["mail", "rcpt", "data", "dot"])
@pytest.mark.parametrize(
    "reply, permanent", [("451 4.3.0 Prøv igen senere", False), ("550 5.1.1 Ukendt modtager på serveren", True)]
)
def test_a_refusal_keeps_the_servers_words_and_the_next_message_still_goes(
    where: str, reply: str, permanent: bool, implicit: Settings, post: Post
) -> None:
    post.says[where] = lambda _: reply
    with open_transport(implicit) as carrier:
        with pytest.raises(Refused) as caught:
            send(carrier)
        assert (str(caught.value), caught.value.permanent) == (reply, permanent)
        del post.says[where]
        assert carrier.ready()
        send(carrier)
    assert len(post.arrivals) == 1


@pytest.mark.parametrize("where", ["mail", "rcpt", "data"])
def test_a_connection_lost_before_the_message_left_is_refused_for_now(
    where: str, implicit: Settings, post: Post
) -> None:
    post.says[where] = lambda _: DROP
    handed_over: list[str] = []
    with open_transport(implicit) as carrier:
        with pytest.raises(Refused, match="^connection lost: ") as caught:
            send(carrier, handing_over=lambda _: handed_over.append("brev"))
        assert (caught.value.permanent, handed_over, post.arrivals) == (False, [], [])
        with pytest.raises(Refused, match="^connection lost: "):
            send(carrier)


def test_a_connection_lost_after_the_message_left_is_no_refusal_since_nobody_knows(
    implicit: Settings, post: Post
) -> None:
    post.says["dot"] = lambda _: DROP
    handed_over: list[str] = []
    with open_transport(implicit) as carrier, pytest.raises(OSError, match="Connection unexpectedly closed"):
        send(carrier, handing_over=lambda _: handed_over.append("brev"))
    assert (handed_over, len(post.arrivals)) == (["brev"], 1)


def test_an_answer_after_the_message_that_is_none_is_no_refusal_since_nobody_knows(
    implicit: Settings, post: Post
) -> None:
    post.says["dot"] = lambda _: "354 Hvad nu?"
    with open_transport(implicit) as carrier, pytest.raises(OSError, match="not an answer: 354"):
        send(carrier)


def test_handing_over_comes_after_the_servers_354_and_before_the_message(implicit: Settings, post: Post) -> None:
    arrived: list[int] = []
    with open_transport(implicit) as carrier:
        send(carrier, handing_over=lambda _: arrived.append(len(post.arrivals)))
    assert (arrived, len(post.arrivals)) == ([0], 1)


def test_a_letter_another_worker_took_is_not_sent_and_nothing_else_goes_over_that_connection(
    implicit: Settings, post: Post
) -> None:
    def taken_over(_: Sequence[str]) -> None:
        raise LeaseLost

    with open_transport(implicit) as carrier:
        with pytest.raises(LeaseLost):
            send(carrier, handing_over=taken_over)
        with pytest.raises(Refused, match="^connection lost: ") as caught:
            send(carrier)
    assert (caught.value.permanent, post.arrivals) == (False, [])


def test_one_of_two_recipients_refused_is_named_and_the_other_gets_the_letter(implicit: Settings, post: Post) -> None:
    post.says["rcpt"] = lambda address: "550 Ukendt modtager" if address == TWO[1] else None
    with open_transport(implicit) as carrier:
        handed_over: list[str] = []
        taken = carrier.deliver("brev", "kkr@kkr.example", TWO, WIRE, handed_over.extend)
    assert {to: (str(said), said.permanent) for to, said in taken.refused.items()} == {
        TWO[1]: ("550 Ukendt modtager", True)
    }
    assert [each.to for each in post.arrivals] == [[TWO[0]]]


def test_all_recipients_refused_is_for_now_when_one_of_them_is(implicit: Settings, post: Post) -> None:
    post.says["rcpt"] = lambda address: "550 Ukendt" if address == TWO[0] else "450 Optaget"
    error = refused(implicit, TWO)
    assert (str(error), error.permanent, post.arrivals) == ("450 Optaget", False, [])


def test_the_maildir_has_one_private_file_per_message_and_the_second_of_a_name_replaces_the_first(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "letters"
    with open_transport(Settings(letters_folder=folder)) as carrier:
        carrier.deliver("et", "", ONE, b"Subject: 1\r\n\r\n", lambda _: None)
        carrier.deliver("to", "", ONE, b"Subject: 2\r\n\r\n", lambda _: None)
        taken = carrier.deliver("et", "", ONE, b"Subject: 3\r\n\r\n", lambda _: None)
    files = {file.name: message_from_bytes(file.read_bytes())["Subject"] for file in (folder / "new").iterdir()}
    assert files == {"et.eml": "3", "to.eml": "2"}
    assert taken.words == f"written to {folder}/new/et.eml"
    assert [path.name for path in (folder / "tmp").iterdir()] == []
    assert {file.stat().st_mode & 0o077 for file in (folder / "new", *(folder / "new").iterdir())} == {0}


def test_a_folder_for_letters_that_cannot_be_made_is_refused_for_now(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    error = refused(Settings(letters_folder=tmp_path / "file" / "letters"))
    assert str(error).startswith("the folder for letters cannot be made: ")
    assert not error.permanent


def test_a_letter_that_cannot_be_written_is_refused_for_now_and_was_not_handed_over(tmp_path: Path) -> None:
    handed_over: list[str] = []
    with open_transport(Settings(letters_folder=tmp_path)) as carrier:
        (tmp_path / "tmp" / "brev.eml").mkdir()
        with pytest.raises(Refused, match="^the letter cannot be written: ") as caught:
            send(carrier, handing_over=lambda _: handed_over.append("brev"))
    assert (caught.value.permanent, handed_over) == (False, [])
