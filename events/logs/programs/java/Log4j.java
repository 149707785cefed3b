package com.example.shop;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.MarkerManager;
import org.apache.logging.log4j.ThreadContext;

/** Says one thing at each level of log4j2, from several threads. */
public final class Log4j {
    private static final Logger LOG = LogManager.getLogger(Log4j.class);

    public static void main(String[] arguments) throws InterruptedException {
        LOG.trace("finely");
        LOG.debug("stock read in {} ms", 812.5);
        ThreadContext.put("requestId", "r-9");
        ThreadContext.put("user", "Zoë \"Z\"");
        LOG.info("order {} paid: 12.50 €", 4711);
        LOG.warn(MarkerManager.getMarker("SLOW"), "two lines:\nfirst\nsecond");
        Thread worker = new Thread(() -> {
            LOG.info("tab\there, backslash \\, percent 91%, [brackets] and - dashes");
            try {
                Stock.order("lamp");
            } catch (RuntimeException error) {
                LOG.error("cannot order", error);
            }
        }, "pool-1-thread-1 (stock reader)");
        worker.start();
        worker.join();
        ThreadContext.clearAll();
        LOG.fatal("stock file is broken: {}", "/srv/stock/items.db");
        LogManager.shutdown();
        Stock.order("chair");
    }

    private Log4j() {}
}
