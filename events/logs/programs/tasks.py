"""Tasks for Celery's worker, which sends them to itself as it starts."""

import celery
from celery.signals import worker_ready
from celery.utils.log import get_task_logger

import lamp

app = celery.Celery("shop")
log = get_task_logger(__name__)


@app.task
def order(item):
    log.warning("somebody wants a %s", item)
    return lamp.order(item)


@app.task(bind=True, max_retries=1)
def patient(self):
    raise self.retry(countdown=1)


@worker_ready.connect
def begin(**_):
    if app.conf.broker_url == "memory://":
        order.delay("lamp")
        order.delay("größe")
        patient.delay()
