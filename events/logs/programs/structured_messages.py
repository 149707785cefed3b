"""Sends RFC 5424 messages with structured data to rsyslog over TCP. Usage: structured_messages.py PORT"""

import logging
import socket
import sys

from rfc5424logging import Rfc5424SysLogHandler

SHOP = "shop@32473"


def logger(name, hostname, **options):
    handler = Rfc5424SysLogHandler(
        address=("127.0.0.1", int(sys.argv[1])),
        socktype=socket.SOCK_STREAM,
        hostname=hostname,
        appname=name,
        **options,
    )
    log = logging.getLogger(name)
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    return log


def main():
    orders = logger("orders", "web-2", procid=812)
    stock = logger("stock", "db-1.example.com", procid=77, structured_data={"origin": {"software": "stock", "swVersion": "4.2"}}, enterprise_id=32473)
    plain = logger("plain", "2001:db8::7", msg_as_utf8=False)
    for number in range(1, 13):
        orders.info("order %d accepted", 4700 + number, extra={"structured_data": {SHOP: {"order": str(4700 + number), "amount": "12.50"}}})
        orders.warning("slow answer", extra={"structured_data": {SHOP: {"path": '/a"b\\c]d', "empty": ""}, "timing@32473": {"ms": str(900 + number)}}})
        orders.error("größe nicht lieferbar: 日本", extra={"msgid": "STOCK7"})
        orders.debug("", extra={"structured_data": {SHOP: {"only": "structured data"}}})
        stock.critical("table items is locked by session %d", number)
        stock.info("vacuum took %.1f s", number * 1.7)
        plain.info("plain message %d", number)
        try:
            {}["lamp"]
        except KeyError:
            orders.exception("no such item")


main()
