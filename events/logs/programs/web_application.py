"""An application for gunicorn (`wsgi`) and for uvicorn (`asgi`): answers, warns, fails."""

import logging

import lamp


def wsgi(environ, start_response):
    item = environ["PATH_INFO"].strip("/")
    body = f"{lamp.order(item) if item else 'shop'}\n".encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


async def asgi(scope, receive, send):
    if scope["type"] != "http":
        return
    item = scope["path"].strip("/")
    logging.getLogger("uvicorn.error").warning("somebody wants a %s", item or "look")
    body = f"{lamp.order(item) if item else 'shop'}\n".encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", str(len(body)).encode())]})
    await send({"type": "http.response.body", "body": body})
