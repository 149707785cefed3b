// What a shop says through each of the usual libraries. Usage: node shop.cjs LIBRARY
const fs = require("node:fs");

class StockError extends Error {
  constructor(message, options) {
    super(message, options);
    this.name = "StockError";
    this.code = "E_STOCK";
  }
}

function readStock(item) {
  return JSON.parse(`{"${item}": }`);
}

function failure() {
  try {
    readStock("größe");
  } catch (error) {
    return new StockError('no "größe"\nlook elsewhere', { cause: error });
  }
}

const libraries = {
  pino: () => tell(require("pino")({ level: "trace", base: { pid: 17, hostname: "web-1" } }), "fatal"),
  "pino-pretty": () => tell(require("pino")({ level: "trace", base: { pid: 17, hostname: "web-1" } }, require("pino-pretty")({ colorize: false, sync: true, translateTime: "SYS:standard" })), "fatal"),
  "pino-cloud": () => {
    const pino = require("pino");
    tell(pino({ level: "trace", messageKey: "message", timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label) => ({ severity: label.toUpperCase() }) }, base: { service: "shop" } }), "fatal");
  },
  "winston-json": () => winston((format) => format.combine(format.timestamp(), format.errors({ stack: true }), format.splat(), format.json())),
  "winston-text": () =>
    winston((format) =>
      format.combine(
        format.timestamp({ format: "YYYY-MM-DD HH:mm:ss.SSS" }),
        format.label({ label: "shop" }),
        format.errors({ stack: true }),
        format.printf(({ timestamp, label, level, message, stack }) => `${timestamp} [${label}] ${level}: ${stack ?? message}`),
      ),
    ),
  "winston-logstash": () => winston((format) => format.combine(format.timestamp(), format.logstash())),
  bunyan: () => tell(require("bunyan").createLogger({ name: "shop", level: "trace", serializers: require("bunyan").stdSerializers, hostname: "web-1", pid: 17 }), "fatal"),
  log4js: () => {
    const log4js = require("log4js");
    log4js.configure({ appenders: { out: { type: "stdout", layout: { type: "basic" } } }, categories: { default: { appenders: ["out"], level: "trace" } } });
    const log = log4js.getLogger("shop.orders");
    tell({ trace: (a, b) => log.trace(b ?? a, b && a), debug: (a, b) => log.debug(b ?? a, b && a), info: (a, b) => log.info(b ?? a), warn: (a, b) => log.warn(b ?? a), error: (a, b) => log.error(b ?? "failed", a), fatal: (a, b) => log.fatal(b ?? a) }, "fatal");
  },
  debug: () => {
    process.env.DEBUG = "*";
    const debug = require("debug");
    debug.enable("*");
    debug("shop:orders")("order %d paid by %s", 4711, "Zoë");
    debug("shop:stock")("stock is %o", { lamp: 3, chair: 0 });
    debug("shop:stock")(failure());
  },
  console: () => {
    console.log("shop opens, %d lamps", 3, { chair: 0 });
    console.info("two lines:\nfirst\nsecond");
    console.warn("disk /srv is at 91%");
    console.error(failure());
    console.table([{ item: "lamp", left: 3 }]);
    process.emitWarning("carts are deprecated", { type: "DeprecationWarning", code: "SHOP001" });
    Promise.reject(failure());
    setTimeout(() => {}, 1000);
  },
  express: () => {
    const app = require("express")();
    const morgan = require("morgan");
    for (const form of ["dev", "combined", "tiny"]) app.use(morgan(form, { stream: fs.createWriteStream(`/tmp/morgan-${form}`) }));
    app.use(require("pino-http")({ stream: fs.createWriteStream("/tmp/pino-http") }));
    app.get("/", (request, response) => response.send("shop"));
    app.get("/api/slow", (request, response) => setTimeout(() => response.send("late"), 100));
    app.use("/articles", () => { throw failure(); });
    app.listen(8080, "::", () => console.log("shop listens on 8080"));
  },
};

function winston(form) {
  const winston = require("winston");
  const log = winston.createLogger({ level: "silly", defaultMeta: { service: "shop" }, format: form(winston.format), transports: [new winston.transports.Console()] });
  tell({ trace: (a, b) => log.silly(b ?? a, b && a), debug: (a, b) => log.debug(b ?? a, b && a), info: (a, b) => log.info(b ?? a, b && a), warn: (a, b) => log.warn(b ?? a, b && a), error: (a, b) => (b ? log.error(b, a) : log.error(a)) }, "error");
}

function tell(log, worst) {
  log.trace({ items: ["lamp", null, 1.5] }, "finely");
  log.debug({ ms: 812.5, ratio: 1 / 3, big: 9007199254740993, when: new Date(0) }, "stock read");
  log.info({ order: 4711, customer: { name: 'Zoë "Z" Köln', id: "c-1" }, paid: true, coupon: null }, "order paid: 12.50 €");
  log.info("only text, with a tab\tand a backslash \\");
  log.warn({ reqId: "r-9", "dotted.key": 1, level: "mine" }, "retry 2/5\nafter a while");
  log.error(failure());
  log.error({ err: failure(), order: 4711 }, "cannot order");
  log[worst]({ trace_id: "4bf92f3577b34da6a3ce929d0e0e4736", span_id: "00f067aa0ba902b7" }, "stock file is broken");
}

libraries[process.argv[2]]();
