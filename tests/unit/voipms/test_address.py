import pytest

from mmstui.voipms import BadAddress, Client
from mmstui.voipms.address import check_api, may_fetch


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://voip.ms/api/v1/rest.php", "https://voip.ms"),
        ("https://VoIP.ms:443/api/v1/rest.php", "https://voip.ms"),
        ("https://127.0.0.1:8443/rest.php", "https://127.0.0.1:8443"),
        ("http://127.0.0.1:8000/api/v1/rest.php", "http://127.0.0.1:8000"),
        ("http://127.9.8.7/rest.php", "http://127.9.8.7"),
        ("http://[::1]:8000/rest.php", "http://[::1]:8000"),
        ("http://localhost:80/rest.php", "http://localhost"),
    ],
)
def test_an_api_is_https_or_on_this_machine(url: str, origin: str) -> None:
    assert check_api(url).origin == origin


@pytest.mark.parametrize(
    "url",
    [
        "http://voip.ms/api/v1/rest.php",
        "http://127.0.0.1.example.com/",
        "http://localhost.example.com/",
        "http://localhost./",
        "http://127.1/",
        "http://0x7f.0.0.1/",
        "http://2130706433/",
        "http://[::ffff:127.0.0.1]/",
        "http://10.0.0.1/",
        "http://0.0.0.0/",
        "https://owner:canary-7Qx!@voip.ms/api/v1/rest.php",
        "https://voip.ms/api/v1/rest.php?api_password=canary-7Qx!",
        "https://voip.ms/#canary-7Qx!",
        "ftp://127.0.0.1/",
        "https://",
        "https:///rest.php",
        "https://voip.ms:port/",
        "https://voip.ms:99999/",
        "voip.ms",
        "",
        "https://voip.ms/\x00canary-7Qx!",
    ],
)
def test_anything_else_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(BadAddress) as caught:
        Client(url, "owner@example.com", "canary-7Qx!")
    assert caught.value.status == "bad_address"
    assert "canary" not in f"{caught.value} {caught.value!r} {caught.value.words}"


API = check_api("https://voip.ms/api/v1/rest.php")
LOCAL = check_api("http://127.0.0.1:8000/api/v1/rest.php")


@pytest.mark.parametrize(
    "url",
    [
        "https://voip.ms/media/QUJD/media.png",
        "https://VOIP.ms/media.php?map=QUJD",
        "https://cdn.voip.ms/media.png",
        "https://a.b.voip.ms:443/media.png",
    ],
)
def test_files_are_fetched_from_voipms(url: str) -> None:
    assert may_fetch(url, API)
    assert may_fetch(url, LOCAL)


@pytest.mark.parametrize(
    "url",
    [
        "http://voip.ms/media.png",
        "https://voip.ms:8443/media.png",
        "https://voip.ms.example.com/media.png",
        "https://notvoip.ms/media.png",
        "https://voip.ms./media.png",
        "https://owner@voip.ms/media.png",
        "https://voip.ms@example.com/media.png",
        "https://example.com\\@voip.ms/media.png",
        "http://127.0.0.1:8000/media.png",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        "//voip.ms/media.png",
        "media/QUJD/media.png",
        "https://[::1/media.png",
        "",
    ],
)
def test_files_are_fetched_from_nowhere_else(url: str) -> None:
    assert not may_fetch(url, API)


def test_files_may_come_from_the_apis_own_origin_only_as_it_is() -> None:
    assert may_fetch("http://127.0.0.1:8000/media/x.png", LOCAL)
    assert not may_fetch("http://127.0.0.1:8001/media/x.png", LOCAL)
    assert not may_fetch("https://127.0.0.1:8000/media/x.png", LOCAL)
    assert not may_fetch("http://user@127.0.0.1:8000/media/x.png", LOCAL)
