// A shop's carts, logged with winston: level names, `timestamp`, the stack as text.
import winston from "winston";

const log = winston.createLogger({
  level: "silly",
  defaultMeta: { service: "carts" },
  format: winston.format.combine(winston.format.timestamp(), winston.format.errors({ stack: true }), winston.format.json()),
  transports: [new winston.transports.Console()],
});

for (let cart = 1; cart <= 10; cart++) {
  log.info("cart opened", { cart, user: `u-${cart}` });
  log.verbose("rules read", { rules: ["free shipping", "10 % off"] });
  log.http("GET /api/items", { status: 200, duration_ms: cart * 1.5 });
  if (cart % 3 === 0) log.warn(`cart ${cart} is old`, { age_days: cart * 9 });
  if (cart % 5 === 0) log.error(new RangeError("too many items"));
  log.silly({ message: { looks: "structured", cart } });
}
