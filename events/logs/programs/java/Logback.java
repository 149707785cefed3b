package com.example.shop;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Says one thing at each level of logback. */
public final class Logback {
    private static final Logger LOG = LoggerFactory.getLogger(Logback.class);

    public static void main(String[] arguments) throws InterruptedException {
        LOG.trace("finely");
        LOG.debug("stock read in {} ms", 812.5);
        MDC.put("requestId", "r-9");
        LOG.info("order {} paid: 12.50 €", 4711);
        LOG.warn("two lines:\nfirst\nsecond");
        Thread worker = new Thread(() -> {
            try {
                Stock.order("lamp");
            } catch (RuntimeException error) {
                LOG.error("cannot order \"lamp\"", error);
            }
        }, "http-nio-8080-exec-1");
        worker.start();
        worker.join();
        throw new IllegalStateException("nobody catches this");
    }

    private Logback() {}
}
