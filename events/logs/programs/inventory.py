"""A shop's inventory, logged with structlog: `event`, ISO times, exceptions as text and as objects."""

import sys

import structlog

LEVEL_AND_TIME = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.processors.StackInfoRenderer(),
]


def logger(*processors):
    return structlog.wrap_logger(structlog.PrintLogger(sys.stdout), processors=[*LEVEL_AND_TIME, *processors, structlog.processors.JSONRenderer()])


def main():
    log = logger(structlog.processors.format_exc_info).bind(service="inventory")
    strict = logger(structlog.processors.EventRenamer("message"), structlog.processors.dict_tracebacks).bind(logger="inventory.strict")
    stock = {"lamp": 3, "chair": 0}
    for number in range(1, 13):
        structlog.contextvars.bind_contextvars(request_id=f"r-{number}")
        log.debug("stock read", items=stock, ratio=number / 7)
        log.info("item shelved", item="lamp", shelf=f"B{number}", heavy=False)
        strict.warning("stock is low", item="chair", left=0)
        if number % 4 == 0:
            try:
                number / stock["chair"]
            except ZeroDivisionError:
                log.exception("cannot divide")
                strict.error("cannot divide", exc_info=True)
        if number % 6 == 0:
            log.critical("stock file is broken", path="/srv/stock/items.db")


main()
