"""The smallest shop with stamp cards: a log-in, my pages, and an order that earns a stamp."""

import hmac
import json
import os
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import closing
from hashlib import sha256
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Thread
from urllib.parse import quote, urlsplit
from uuid import uuid4

from flask import Flask, Response, make_response, redirect, request

PORT = int(os.environ.get("PORT", "3000"))
PROXY = urlsplit(os.environ.get("PROXY", "http://127.0.0.1:8082")).netloc
INTERNAL = urlsplit(os.environ.get("INTERNAL", "http://127.0.0.1:8083")).netloc

DATA = Path(__file__).parent.parent / "data"
NOTES = DATA / "awards"
SESSION_SECRET = (DATA / "session-secret").read_text().strip()
BACKEND_SECRET = (DATA / "backend-secret").read_text().strip()

# The shop's customers, with their contact ids in Engage. A real shop has passwords too.
CUSTOMERS = {
    "Alva": "7d1c0e5a-4b1f-4f0e-9a52-2f6d3c9b0a01",
    "Nils": "c2a94d10-0d6e-4a7b-8a0c-5b7f6e1d2b02",
}
# The challenge in Engage in which a bag of dog food earns a stamp.
DOG_FOOD = "5eafb034-ad40-4099-9152-cf4d8d605b55"

app = Flask(__name__)

# ── The session: a token (JWT) in a cookie, which the proxy reads too ────────────


def encoded(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def signature(text: str) -> str:
    return encoded(hmac.digest(SESSION_SECRET.encode(), text.encode(), sha256))


def new_token(contact: str) -> str:
    claims = {"contact_id": contact, "exp": int(time.time()) + 12 * 3600}
    parts = [{"alg": "HS256", "typ": "JWT"}, claims]
    signed = ".".join(encoded(json.dumps(part).encode()) for part in parts)
    return f"{signed}.{signature(signed)}"


def contact_of_visitor() -> str | None:
    """The contact id, unless the visitor's token is missing, false or too old."""
    signed, _, given = request.cookies.get("session", "").rpartition(".")
    if not hmac.compare_digest(signature(signed).encode(), given.encode()):
        return None
    claims = json.loads(urlsafe_b64decode(signed.split(".")[1] + "=="))
    return claims["contact_id"] if claims["exp"] > time.time() else None


# ── Cards that come with the page ────────────────────────────────────────────────


def cards() -> str:
    """The content of the element: cards, or nothing if the proxy does not answer in time."""
    headers = {
        "Accept": "text/html",
        "Accept-Language": "en",
        "Cookie": request.headers.get("Cookie", ""),
        "X-Forwarded-For": request.remote_addr,
    }
    try:
        with closing(HTTPConnection(PROXY, timeout=0.5)) as connection:
            # `view` has the attributes that the element has too.
            connection.request("GET", "/api/loyalty/challenges?view=heading-level%3D2", headers=headers)
            answer = connection.getresponse()
            is_html = answer.getheader("Content-Type", "").startswith("text/html")
            if answer.status != 200 or not is_html:
                return ""
            html = answer.read().decode()
    except (OSError, HTTPException):
        return ""  # The widget asks by itself, and explains a failure.
    return f"""<template shadowrootmode="open">
      <link rel="stylesheet" href="/widget/challenges-widget.css">
      <div class="widget">{html}</div>
    </template>"""


# ── Stamps for orders ────────────────────────────────────────────────────────────


def note_award(order: str, contact: str) -> None:
    """Writes down what an order earns. A real shop does this in the order's transaction."""
    award = {
        "id": f"order-{order}",
        "definitionId": DOG_FOOD,
        "contactId": contact,
        "checkpoints": 1,
        "reason": f"Order {order}",
    }
    (NOTES / f"order-{order}.json").write_text(json.dumps(award))


def hand_over() -> None:
    """Hands all notes over. Those that the proxy has not taken stay for the next time."""
    headers = {"Authorization": f"Bearer {BACKEND_SECRET}", "Content-Type": "application/json"}
    for note in NOTES.glob("*.json"):
        try:
            with closing(HTTPConnection(INTERNAL, timeout=5)) as connection:
                connection.request("POST", "/awards", note.read_bytes(), headers)
                answer = connection.getresponse()
                if answer.status == 202:
                    note.unlink(missing_ok=True)
                else:
                    app.logger.error("%s: %s %s", note.name, answer.status, answer.read())
        except (OSError, HTTPException) as error:
            app.logger.error("%s: %s", note.name, error)


def keep_handing_over() -> None:
    while True:
        hand_over()
        time.sleep(10)


# ── The pages ────────────────────────────────────────────────────────────────────


def page(title: str, main: str) -> Response:
    response = make_response(f"""<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>{title}</title>
    <link rel="icon" href="data:,">
    <script type="module" src="/widget/challenges-widget.js" fetchpriority="low"></script>
  </head>
  <body>
    <h1>{title}</h1>
    {main}
  </body>
</html>""")
    # A page belongs to one shopper, so no cache may store it.
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@app.get("/")
def my_pages() -> Response:
    if contact_of_visitor() is None:
        buttons = [f'<button name="customer" value="{name}">I am {name}</button>' for name in CUSTOMERS]
        return page("Log in", f'<form method="post" action="/login">{" ".join(buttons)}</form>')
    return page("My pages", f"""<form method="post" action="/order"><button>Buy a bag of dog food</button></form>
    <form method="post" action="/logout"><button>Log out</button></form>
    <challenges-widget proxy="/api/loyalty" heading-level="2" live>{cards()}</challenges-widget>""")


@app.post("/login")
def log_in() -> Response:
    response = redirect("/", 303)
    if customer := CUSTOMERS.get(request.form.get("customer")):
        # Over HTTPS, add secure=True.
        response.set_cookie("session", new_token(customer), 12 * 3600, httponly=True, samesite="Lax")
    return response


@app.post("/logout")
def log_out() -> Response:
    response = redirect("/", 303)
    response.delete_cookie("session")
    return response


@app.post("/order")
def order() -> Response:
    contact = contact_of_visitor()
    if contact is None:
        return redirect("/", 303)
    note_award(str(uuid4()), contact)
    Thread(target=hand_over).start()
    return redirect("/thanks", 303)


@app.get("/thanks")
def thanks() -> Response:
    return page("Thank you", '<p>Your stamp is on its way. <a href="/">My pages</a></p>')


# ── The proxy behind the shop's own address. A web server such as nginx does this too ──


@app.route("/api/loyalty/<path:_>", methods=["GET", "POST"])
@app.get("/widget/<path:_>")
def pass_on(_: str) -> Response:
    headers = {name: value for name, value in request.headers if name != "Connection"}
    headers["X-Forwarded-For"] = request.remote_addr
    connection = HTTPConnection(PROXY)
    try:
        address = f"{quote(request.path)}?{request.query_string.decode()}"
        connection.request(request.method, address, request.get_data(), headers)
        answer = connection.getresponse()
    except (OSError, HTTPException):
        return Response(status=502)

    def parts():
        with closing(connection):
            while part := answer.read1(65536):
                yield part

    left_out = {"connection", "date", "transfer-encoding"}
    kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in left_out]
    return Response(parts(), answer.status, kept)


if __name__ == "__main__":
    Thread(target=keep_handing_over, daemon=True).start()
    app.run(port=PORT)
