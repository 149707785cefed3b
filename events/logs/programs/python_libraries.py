"""loguru, structlog and python-json-logger. Usage: python_libraries.py NAME > NAME.log"""

import logging
import sys

import lamp


def loguru(**options):
    from loguru import logger

    logger.remove()
    logger.add(sys.stdout, level="TRACE", **options)
    logger.trace("finely")
    logger.success("order 4712 sent")
    lamp.tell(logger.bind(order=4711), logger.exception)


def structlog(renderer):
    import structlog

    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            *([structlog.processors.format_exc_info] if renderer != "console" else []),
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]) if renderer == "logfmt"
            else structlog.dev.ConsoleRenderer(colors=False) if renderer == "console"
            else structlog.dev.ConsoleRenderer(colors=True),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
    )
    log = structlog.get_logger().bind(order=4711, customer="Zoë Köln", total=12.5, paid=True, coupon=None, empty="")
    lamp.tell(log)


def json_logger():
    from pythonjsonlogger.json import JsonFormatter

    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter("%(asctime)s %(levelname)s %(name)s %(message)s %(process)d %(funcName)s", rename_fields={"levelname": "level"}))
    log = logging.getLogger("shop.orders")
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    lamp.tell(log)
    log.info({"message": "structured", "order": {"id": 4711, "lines": [1, 2]}})


def flask():
    """A web application that fails; its server tells of it."""
    import flask

    app = flask.Flask("shop")

    @app.get("/<item>")
    def orders(item):
        app.logger.warning("somebody wants a %s", item)
        return str(lamp.order(item))

    app.run(host="0.0.0.0", port=8080, debug=False)


{
    "loguru": loguru,
    "loguru-json": lambda: loguru(serialize=True),
    "structlog-logfmt": lambda: structlog("logfmt"),
    "structlog-console": lambda: structlog("console"),
    "python-json-logger": json_logger,
    "flask": flask,
}[sys.argv[1]]()
