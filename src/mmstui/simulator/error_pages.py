"""Answers that are not API replies: the SOAP fault, outage pages, a truncated reply."""

import json
from collections.abc import Mapping

from starlette.responses import Response

JSON_TYPE = "application/json"

SOAP_FAULT = """<?xml version="1.0" encoding="UTF-8"?>
<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/">
<SOAP-ENV:Body><SOAP-ENV:Fault><faultcode>SOAP-ENV:Client</faultcode>
<faultstring>Bad Request</faultstring></SOAP-ENV:Fault></SOAP-ENV:Body></SOAP-ENV:Envelope>
"""

HTML_PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>Just a moment</title></head>
<body><h1>This service is being looked after</h1><p>Please come back later.</p></body></html>
"""


def answer(reply: Mapping[str, object]) -> Response:
    """Return a reply in VoIP.ms's JSON: ASCII only, with slashes escaped."""
    return Response(encode(reply), media_type=JSON_TYPE)


def encode(reply: Mapping[str, object]) -> bytes:
    """Return the bytes of a reply. ASCII can hold a lone surrogate, which UTF-8 cannot."""
    return json.dumps(reply, separators=(",", ":")).replace("/", "\\/").encode("ascii")


def soap_fault() -> Response:
    """Return the answer to a POST that is not multipart (voipms-api.md section 0, fact 1)."""
    return Response(SOAP_FAULT, 500, media_type="text/xml")


def fault_page(name: str, real: Response) -> Response:
    """Return the page that the switches name, instead of the real answer.

    A number is that HTTP status with the front end's one-line body. Raises ValueError for an
    unknown name.
    """
    if name == "html":
        return Response(HTML_PAGE, media_type="text/html")
    if name == "empty":
        return Response(b"", media_type=JSON_TYPE)
    if name == "truncated":
        body = bytes(real.body)
        return Response(body[: len(body) // 2], media_type=JSON_TYPE)
    if name.isdigit() and 400 <= int(name) <= 599:
        return Response(f"error code: {name}", int(name), media_type="text/plain")
    raise ValueError(f"no page is called {name}")
