// A shop's orders, logged with pino: numbers for levels, milliseconds for times, errors as objects.
import pino from "pino";

const host = { pid: process.pid, hostname: "web-1" };
const log = pino({ level: "trace", base: host, name: "orders" }, pino.destination({ sync: true }));
// The same logger as many set it up: names for levels, ISO times, other keys.
const labelled = pino(
  { base: host, messageKey: "message", timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (level) => ({ level }) } },
  pino.destination({ sync: true }),
);

function pay(order) {
  if (order % 5 === 0) {
    throw Object.assign(new Error("payment refused", { cause: new Error("card expired") }), { code: "E_CARD", status: 402 });
  }
}

for (let order = 1; order <= 15; order++) {
  const request = log.child({ reqId: `req-${order}`, traceId: (0x4bf92f3577b34da6n + BigInt(order)).toString(16).padStart(32, "a"), spanId: (0x00f067aa0ba902b7n + BigInt(order)).toString(16).padStart(16, "0") });
  request.trace({ cart: [1, 2, order] }, "cart read");
  request.debug("price of %d items is %s", order, (order * 12.5).toFixed(2));
  request.info({ req: { method: "POST", url: "/api/orders?dry=false", remoteAddress: "203.0.113.9" }, res: { statusCode: 201 }, responseTime: order * 3 }, "request completed");
  try {
    pay(order);
    labelled.info({ order, customer: { id: `c-${order}`, city: "Köln" } }, "paid");
  } catch (error) {
    request.error(error);
    labelled.error({ err: error, order }, "cannot pay");
    request.fatal({ err: error }, "giving up");
  }
  if (order % 4 === 0) labelled.warn({ queue: "mail", depth: 1000 + order, emoji: "✉️", nothing: null }, 'queue "mail" is\nlong');
}
