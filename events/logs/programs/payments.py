"""A shop's payments, logged by Python's own logging through python-json-logger: `levelname`, `asctime`, `exc_info`."""

import logging
import sys

from pythonjsonlogger.json import JsonFormatter


def handler(fields, **options):
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter(fields, **options))
    return handler


def main():
    log = logging.getLogger("payments")
    log.addHandler(handler("%(asctime)s %(levelname)s %(name)s %(message)s %(process)d %(threadName)s"))
    log.setLevel(logging.DEBUG)
    renamed = logging.getLogger("payments.audit")
    renamed.addHandler(handler("%(levelname)s %(message)s", rename_fields={"levelname": "severity"}, timestamp=True, static_fields={"service": "payments"}))
    renamed.propagate = False
    for number in range(1, 11):
        log.debug("asking the bank", extra={"bank": "Bank of Examples", "attempt": number})
        log.info("payment %d booked", number, extra={"trace_id": f"{number:032x}", "span_id": f"{number:016x}", "amount": 12.5 * number})
        renamed.info("booked", extra={"payment": {"id": number, "currency": "EUR"}})
        if number % 3 == 0:
            log.warning("bank answered after %d ms", 900 * number)
        if number % 5 == 0:
            try:
                int("12,50")
            except ValueError:
                log.exception("amount is no number")
                renamed.critical("books do not balance", exc_info=True)


main()
