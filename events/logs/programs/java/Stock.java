package com.example.shop;

/** What fails: an error with a cause, that has a cause, and one that was suppressed. */
final class Stock {
    static final class StockException extends RuntimeException {
        StockException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private static int read(String item) {
        return Integer.parseInt(item);
    }

    static int order(String item) {
        try {
            return read(item);
        } catch (NumberFormatException error) {
            IllegalStateException later = new IllegalStateException("cart 17 is \"empty\"", error);
            later.addSuppressed(new java.io.IOException("disk is gone:\nlook elsewhere"));
            throw new StockException("no größe", later);
        }
    }

    private Stock() {}
}
