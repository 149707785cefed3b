"""The standard library's logging in the formats that people give it. Usage: python_logging.py NAME > NAME.log"""

import logging
import sys
import warnings

import lamp

FORMATS = {
    "python-basic": {},
    "python-asctime": {"format": "%(asctime)s - %(name)s - %(levelname)s - %(message)s"},
    "python-bracketed": {"format": "[%(asctime)s] [%(process)d] [%(levelname)s] %(name)s: %(message)s", "datefmt": "%Y-%m-%d %H:%M:%S %z"},
    "python-thread": {"format": "%(asctime)s.%(msecs)03d %(levelname)-8s [%(threadName)s] %(module)s:%(lineno)d %(message)s", "datefmt": "%Y-%m-%dT%H:%M:%S"},
    "django": {"format": "{levelname} {asctime} {module} {process:d} {thread:d} {message}", "style": "{"},
    "celery": {"format": "[%(asctime)s: %(levelname)s/%(processName)s] %(message)s"},
    "airflow": {"format": "[%(asctime)s] {%(filename)s:%(lineno)d} %(levelname)s - %(message)s"},
}

logging.basicConfig(stream=sys.stdout, level=logging.DEBUG, **FORMATS[sys.argv[1]])
lamp.tell(logging.getLogger("shop.orders"))
logging.info("the root logger, %s", {"order": 17})
logging.captureWarnings(True)
warnings.warn("carts are deprecated", DeprecationWarning, stacklevel=1)
logging.getLogger("shop.orders").log(25, "a level of its own")
