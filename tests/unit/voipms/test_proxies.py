"""Which proxy the environment names, and for which hosts there is none."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmstui.voipms import proxies
from mmstui.voipms.proxies import Exceptions, Proxy, ProxyProblem, proxy_of

# Entries of NO_PROXY with a host, and whether it goes without the proxy: curl 7.86 and newer,
# where nothing else is said.
WITHOUT = [
    ("10.0.0.0/8,fd00::/8", "10.2.3.4"),
    ("10.0.0.0/8,fd00::/8", "fd12::1"),
    ("10.0.0.0/8, fd00::/8", "fd12::1"),
    ("10.1.2.3/8", "10.200.0.1"),
    ("192.168.0.0/16", "192.168.255.1"),
    ("127.0.0.1/32", "127.0.0.1"),
    ("0.0.0.0/0", "192.0.2.7"),
    ("::/0", "2001:db8::1"),
    ("[fd00::]/8", "fd12::1"),
    ("::1", "::1"),
    ("[::1]", "::1"),
    ("0:0::1", "::1"),
    ("FD00::1", "fd00::1"),
    ("192.0.2.1", "::ffff:192.0.2.1"),
    ("voip.ms", "voip.ms"),
    ("voip.ms", "www.voip.ms"),
    (".voip.ms", "voip.ms"),
    (".voip.ms", "www.voip.ms"),
    ("*.voip.ms", "www.voip.ms"),  # not curl, but often written
    ("VoIP.MS", "voip.ms"),
    ("voip.ms.", "voip.ms"),
    ("voip.ms", "voip.ms."),
    ("localhost,voip.ms", "voip.ms"),
    ("localhost voip.ms", "voip.ms"),
    (" localhost ,\t voip.ms ", "voip.ms"),
    (",,voip.ms,", "voip.ms"),
    ("ms", "voip.ms"),
    ("*", "voip.ms"),
    ("*", "2001:db8::1"),
    ("localhost,*", "voip.ms"),
    ("voip.ms:443", "voip.ms"),
    ("192.0.2.1:443", "192.0.2.1"),
    ("[::1]:443", "::1"),
    ("https://voip.ms", "voip.ms"),
    ("all://voip.ms", "voip.ms"),
]
THROUGH = [
    ("10.0.0.0/8,fd00::/8", "voip.ms"),
    ("10.0.0.0/8,fd00::/8", "11.0.0.1"),
    ("10.0.0.0/8", "fd12::1"),
    ("0.0.0.0/0", "voip.ms"),
    ("voip.ms", "notvoip.ms"),
    ("voip.ms", "voip.ms.example"),
    ("www.voip.ms", "voip.ms"),
    ("voip.ms:80", "voip.ms"),
    ("[::1]:80", "::1"),
    ("http://voip.ms", "voip.ms"),
    ("127", "127.0.0.1"),
    ("192.168.", "192.168.1.1"),
    ("10.0.0.0/33", "10.0.0.1"),
    ("10.0.0/x", "10.0.0.1"),
    (".", "voip.ms"),
    ("", "voip.ms"),
    ("localhost", "127.0.0.1"),
]


@pytest.mark.parametrize(("listed", "host"), WITHOUT)
def test_a_host_with_an_exception_goes_without_the_proxy(listed: str, host: str) -> None:
    assert Exceptions(listed).have(host, 443)


@pytest.mark.parametrize(("listed", "host"), THROUGH)
def test_a_host_without_one_goes_through_it(listed: str, host: str) -> None:
    assert not Exceptions(listed).have(host, 443)


@given(st.text(), st.text())
def test_no_value_of_no_proxy_is_too_strange(listed: str, host: str) -> None:
    Exceptions(listed).have(host, 443)


def test_the_lower_case_name_comes_first_and_an_empty_value_is_none() -> None:
    environ = {"NO_PROXY": "a.example", "no_proxy": "b.example"}
    assert Exceptions.of(environ).have("b.example", 443)
    assert not Exceptions.of(environ).have("a.example", 443)
    assert Exceptions.of({"NO_PROXY": "a.example", "no_proxy": " "}).have("a.example", 443)
    assert not Exceptions.of({}).have("a.example", 443)


@pytest.mark.parametrize(
    ("environ", "url"),
    [
        ({"https_proxy": "http://a:1", "HTTPS_PROXY": "http://b:2"}, "http://a:1"),
        ({"https_proxy": "", "HTTPS_PROXY": "http://b:2"}, "http://b:2"),
        ({"HTTPS_PROXY": "http://b:2", "ALL_PROXY": "http://c:3"}, "http://b:2"),
        ({"all_proxy": "http://d:4", "ALL_PROXY": "http://c:3"}, "http://d:4"),
        ({"ALL_PROXY": "http://c:3"}, "http://c:3"),
        ({"ALL_PROXY": "proxy.example:3128"}, "http://proxy.example:3128"),
        ({"ALL_PROXY": "proxy.example"}, "http://proxy.example:80"),
        ({"ALL_PROXY": "https://proxy.example"}, "https://proxy.example:443"),
        ({"ALL_PROXY": "HTTP://Proxy.example:3128/"}, "http://Proxy.example:3128"),
        ({"ALL_PROXY": " http://127.0.0.1:3128 "}, "http://127.0.0.1:3128"),
        ({"ALL_PROXY": "[2001:db8::1]:3128"}, "http://[2001:db8::1]:3128"),
    ],
)
def test_the_proxy_of_https(environ: dict[str, str], url: str) -> None:
    found = proxy_of(environ)
    assert found is not None
    assert (found.url, found.auth) == (url, None)


@pytest.mark.parametrize(
    "environ",
    [{}, {"http_proxy": "http://a:1"}, {"HTTP_PROXY": "http://a:1"}, {"NO_PROXY": "10.0.0.0/8"}],
)
def test_nothing_else_names_one(environ: dict[str, str]) -> None:
    assert proxy_of(environ) is None


@pytest.mark.parametrize(
    ("value", "auth"),
    [
        ("http://joe:secret@a:1", ("joe", "secret")),
        ("joe:secret@a:1", ("joe", "secret")),
        ("http://joe@a:1", ("joe", "")),
        ("http://joe:s%40cr%3Aet@a:1", ("joe", "s@cr:et")),
        ("http://joe:s@cr:et@a:1", ("joe", "s@cr:et")),
        ("http://joe:sec/ret@a:1", ("joe", "sec/ret")),
    ],
)
def test_credentials_of_a_proxy_are_used_and_never_shown(value: str, auth: tuple[str, str]) -> None:
    found = proxy_of({"ALL_PROXY": value})
    assert found is not None
    assert (found.url, found.auth) == ("http://a:1", auth)
    for shown in (repr(found), str(found.setting)):
        assert "joe" not in shown
        assert not auth[1] or auth[1] not in shown


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("socks4://a:1", "is a socks4 proxy"),
        ("gopher://192.0.2.1", "is a gopher proxy"),
        ("http://", "is no address"),
        ("http://a:99999", "port that does not exist"),
        ("http://a b:1", "is no address"),
        ("http://::1:3128", "is no address"),
        ("socks5://127.0.0.1:1080", "socksio"),
        ("socks5h://127.0.0.1:1080", "socksio"),
    ],
)
def test_one_that_cannot_be_used_is_named_with_its_value(
    value: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proxies, "_has_socks", lambda: False)
    with pytest.raises(ProxyProblem) as caught:
        proxy_of({"ALL_PROXY": value})
    assert str(caught.value).startswith(f"ALL_PROXY={value} ")
    assert reason in str(caught.value)


def test_the_password_of_one_that_cannot_be_used_is_not_told() -> None:
    with pytest.raises(ProxyProblem) as caught:
        proxy_of({"ALL_PROXY": "gopher://joe:sec@ret@a:1"})
    assert str(caught.value).startswith("ALL_PROXY=gopher://...@a:1 ")


def test_what_the_system_is_set_to_counts_where_no_variable_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("platform.system", lambda: "Darwin")
    monkeypatch.setattr("urllib.request.getproxies", lambda: {"https": "http://s:1"})
    found = proxy_of({})
    assert isinstance(found, Proxy)
    assert found.url == "http://s:1"


@given(st.text())
def test_no_value_of_a_proxy_is_too_strange(value: str) -> None:
    with contextlib.suppress(ProxyProblem):
        proxy_of({"ALL_PROXY": value})
