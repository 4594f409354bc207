# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates: a private CA, none, a wrong one, and what the environment says of it."""

from __future__ import annotations

import datetime
import shutil
import subprocess
from pathlib import Path
from typing import Optional

import pytest
import trustme

from tests.simulator.client import Simulator
from tests.wire.conftest import read, write
from tests.wire.servers import Proxy, listening, tls

WRONG = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


@pytest.fixture(name="wrong_bundle", params=["none", "another CA", "not there"])
def _wrong_bundle(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What the environment may say of certificates, which must not outdo the task's own options."""
    path = tmp_path / "other.pem"
    if request.param == "another CA":
        trustme.CA().cert_pem.write_to_path(str(path))
    for name in WRONG if request.param != "none" else ():
        monkeypatch.setenv(name, str(path))


@pytest.mark.usefixtures("wrong_bundle")
def test_a_private_ca(simulator: Simulator, ca: trustme.CA, ca_path: str) -> None:
    with tls(ca.issue_cert("127.0.0.1"), simulator.url) as url:
        outcome = read(url, ca_path=ca_path)
        assert not outcome.failure
        assert [row["name"] for row in outcome.result["connectors"]] == ["Jira"]
        assert write(url, ca_path=ca_path).changed


@pytest.mark.filterwarnings("error")
@pytest.mark.usefixtures("wrong_bundle")
def test_no_validation(simulator: Simulator, ca: trustme.CA) -> None:
    with tls(ca.issue_cert("elsewhere.example.com"), simulator.url) as url:
        assert not read(url, validate_certs=False).failure
        assert not read(url, validate_certs=False, ca_path="/not/there").failure


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"])
def test_a_file_of_the_environment_counts_where_the_task_names_none(
    simulator: Simulator, ca: trustme.CA, ca_path: str, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, ca_path)
    monkeypatch.setenv("SSL_CERT_DIR", "/not/there")
    with tls(ca.issue_cert("127.0.0.1"), simulator.url) as url:
        assert not read(url).failure


@pytest.mark.parametrize("name", [*WRONG, "SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_a_wrong_file_of_the_environment_is_named(simulator: Simulator, ca: trustme.CA, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "/not/there.pem")
    with tls(ca.issue_cert("127.0.0.1"), simulator.url) as url:
        assert read(url).failure.startswith(f"{name}: /not/there.pem does not exist, cannot be read or contains no certificate")
        assert "certificate was not accepted" not in read(url, validate_certs=False).failure
    assert not read(simulator.url).failure  # http needs no certificates


def test_the_first_that_is_named_counts(
    simulator: Simulator, ca: trustme.CA, ca_path: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(other))
    names = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
    with tls(ca.issue_cert("127.0.0.1"), simulator.url) as url:
        for place, name in enumerate(names):
            for each in names:
                monkeypatch.delenv(each, raising=False)
            for each in names[place:]:
                monkeypatch.setenv(each, ca_path if each == name else str(other))
            assert not read(url).failure


def folder_of(ca: trustme.CA, tmp_path: Path, name: str) -> Path:
    """A folder with the CA in a file of this name, and with another one."""
    folder = tmp_path / "certificates"
    folder.mkdir()
    ca.cert_pem.write_to_path(str(folder / name))
    trustme.CA().cert_pem.write_to_path(str(folder / "other.pem"))
    return folder


def hash_of(ca: trustme.CA, tmp_path: Path) -> str:
    """The name under which OpenSSL looks for a certificate."""
    path = tmp_path / "hashed.pem"
    ca.cert_pem.write_to_path(str(path))
    openssl = shutil.which("openssl")
    if not openssl:
        pytest.skip("there is no openssl here, which computes the name")
    run = subprocess.run([openssl, "x509", "-noout", "-hash", "-in", str(path)], check=True, capture_output=True, text=True)
    return f"{run.stdout.strip()}.0"


@pytest.mark.parametrize("name", ["ca.pem", "ca.crt", "ca.cer"])
@pytest.mark.parametrize("variable", [None, "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE"])
def test_a_folder_of_files(
    simulator: Simulator, ca: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, variable: Optional[str]
) -> None:
    folder = folder_of(ca, tmp_path, name)
    options = {} if variable else {"ca_path": str(folder)}
    if variable:
        monkeypatch.setenv(variable, str(folder))
    with tls(ca.issue_cert("127.0.0.1"), simulator.url) as url, tls(trustme.CA().issue_cert("127.0.0.1"), simulator.url) as unknown:
        assert not read(url, **options).failure
        assert "its certificate was not accepted" in read(unknown, **options).failure


def test_a_folder_of_hashed_files(simulator: Simulator, ca: trustme.CA, tmp_path: Path) -> None:
    folder = folder_of(ca, tmp_path, hash_of(ca, tmp_path))
    with tls(ca.issue_cert("127.0.0.1"), simulator.url) as url, tls(trustme.CA().issue_cert("127.0.0.1"), simulator.url) as unknown:
        assert not read(url, ca_path=str(folder)).failure
        assert "its certificate was not accepted" in read(unknown, ca_path=str(folder)).failure


def test_a_folder_behind_a_proxy(simulator: Simulator, ca: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folder_of(ca, tmp_path, "ca.pem")
    proxy = Proxy()
    with listening(proxy.handle) as origin, tls(ca.issue_cert("127.0.0.1"), simulator.url) as url:
        monkeypatch.setenv("https_proxy", origin)
        assert not read(url, ca_path=str(folder)).failure
        assert proxy.asked


@pytest.mark.parametrize("content", [None, "this is no certificate"], ids=["empty", "no certificate"])
def test_a_folder_without_certificates_is_named(simulator: Simulator, tmp_path: Path, content: Optional[str]) -> None:
    if content:
        (tmp_path / "ca.pem").write_text(content)
    failure = read("https://sde.example.com", ca_path=str(tmp_path)).failure
    assert failure.startswith(f"ca_path: {tmp_path} does not exist, cannot be read or contains no certificate")


def refused(simulator: Simulator, certificate: trustme.LeafCert, *words: str, **options: str) -> bool:
    """Whether a read and a write come to nothing before anything is sent, and both say so in these words."""
    with tls(certificate, simulator.url) as url:
        failures = read(url, **options).failure, write(url, **options).failure
    expected = ("its certificate was not accepted", "set ca_path to the PEM bundle of its CA", *words)
    return simulator.journal() == [] and all(each in failure for failure in failures for each in expected)


def test_an_unknown_ca_is_refused(simulator: Simulator, ca: trustme.CA) -> None:
    assert refused(simulator, ca.issue_cert("127.0.0.1"))


def test_another_ca_is_refused(simulator: Simulator, ca_path: str) -> None:
    assert refused(simulator, trustme.CA().issue_cert("127.0.0.1"), ca_path=ca_path)


def test_a_certificate_of_another_host_is_refused(simulator: Simulator, ca: trustme.CA, ca_path: str) -> None:
    assert refused(simulator, ca.issue_cert("elsewhere.example.com"), "is not valid for '127.0.0.1'", ca_path=ca_path)


def test_an_expired_certificate_is_refused(simulator: Simulator, ca: trustme.CA, ca_path: str) -> None:
    yesterday = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=1)
    assert refused(simulator, ca.issue_cert("127.0.0.1", not_after=yesterday), "expired", ca_path=ca_path)


@pytest.mark.parametrize("text", [None, "this is no certificate\n"], ids=["not there", "no certificate"])
def test_a_bundle_that_is_none_is_named(simulator: Simulator, ca: trustme.CA, tmp_path: Path, text: Optional[str]) -> None:
    path = tmp_path / "bundle.pem"
    if text is not None:
        path.write_text(text)
    with tls(ca.issue_cert("127.0.0.1"), simulator.url) as url:
        failure = read(url, ca_path=str(path)).failure
    assert "bundle.pem does not exist, cannot be read or contains no certificate; give a file of PEM certificates" in failure


@pytest.mark.parametrize(
    "answer",
    [b"HTTP/1.1 400 Bad Request\r\n\r\n", *(b"\x15\x03\x03\x00\x02\x02" + bytes([alert]) for alert in (40, 70, 112))],
    ids=["no TLS at all", "handshake_failure", "protocol_version", "unrecognized_name"],
)
def test_a_server_with_which_tls_does_not_begin_cannot_be_reached(answer: bytes) -> None:
    with listening(lambda connection: connection.sendall(answer)) as url:
        url = url.replace("http://", "https://")
        for failure in (read(url).failure, write(url).failure):
            assert f"{url} cannot be reached (" in failure
            assert failure.endswith("check sde_url and the network")
