"""What the applications of python.sh say, so that each library writes the same: levels, arguments, errors with causes."""


class StockError(Exception):
    """Not enough of something."""


def read_stock(item):
    stock = {"lamp": 3, "größe": 0}
    return 12 / stock[item]


def order(item):
    try:
        return read_stock(item)
    except (KeyError, ZeroDivisionError) as error:
        raise StockError(f"no {item}:\nlook elsewhere") from error


def tell(log, exception=None):
    """`log` has the usual methods; `exception` is how it tells of the error that is being handled."""
    exception = exception or log.exception
    log.debug("stock read, 3 lamps")
    log.info('order 4711 paid: 12.50 € by "Zoë"')
    log.warning("disk /srv is at 91%")
    log.error("payment refused\nfirst reason\nsecond reason")
    for item in ["größe", "chair"]:
        try:
            order(item)
        except StockError:
            exception(f"cannot order {item}")
    log.critical("stock file is broken: C:\\stock\\items.db\t(tab)")
