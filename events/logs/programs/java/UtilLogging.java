package com.example.shop;

import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.XMLFormatter;

/** Says one thing at each level of java.util.logging. */
public final class UtilLogging {
    private static final Logger LOG = Logger.getLogger("com.example.shop.Orders");

    public static void main(String[] arguments) {
        ConsoleHandler console = new ConsoleHandler();
        console.setLevel(Level.ALL);
        if (System.getProperty("xml") != null) {
            console.setFormatter(new XMLFormatter());
        }
        LOG.setUseParentHandlers(false);
        LOG.addHandler(console);
        LOG.setLevel(Level.ALL);
        LOG.finest("finely");
        LOG.finer("less finely");
        LOG.fine("stock read");
        LOG.config("shelves: 12");
        LOG.log(Level.INFO, "order {0} paid by {1}", new Object[] {4711, "Zoë <maria@example.com>"});
        LOG.warning("two lines:\nfirst\nsecond");
        try {
            Stock.order("lamp");
        } catch (RuntimeException error) {
            LOG.log(Level.SEVERE, "cannot order", error);
        }
    }

    private UtilLogging() {}
}
