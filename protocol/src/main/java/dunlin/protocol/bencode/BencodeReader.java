package dunlin.protocol.bencode;

import dunlin.protocol.ProtocolException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Goes once through bencoded bytes.
 *
 * <pre>
 *   integer     i -? digits e        no leading zero, no -0
 *   string      digits : bytes       no leading zero
 *   list        l value* e
 *   dictionary  d (string value)* e  keys in any order, each once
 * </pre>
 *
 * Recursion is as deep as {@link Bencode.Limits#maxDepth} at most, and nothing is allocated for a
 * length that the input does not hold.
 */
final class BencodeReader {
    private final byte[] input;
    private final int limit;
    private final boolean cut;
    private final Bencode.Limits limits;
    private final boolean patient;
    private int at;
    private int values;
    private int depth;

    /**
     * @param patient whether to read the nearest number, and the first of equal keys, where there
     *     is no other reason to refuse them than that programs could take them for different things
     */
    BencodeReader(byte[] input, int from, Bencode.Limits limits, boolean patient) {
        Objects.checkFromToIndex(from, input.length, input.length);
        this.input = input;
        this.at = from;
        this.cut = input.length - from > limits.maxBytes();
        this.limit = cut ? from + limits.maxBytes() : input.length;
        this.limits = limits;
        this.patient = patient;
    }

    BValue value() throws ProtocolException {
        byte first = peek();
        return switch (first) {
            case 'i' -> patient ? nearestInteger() : integer();
            case 'l' -> list();
            case 'd' -> dictionary();
            default -> {
                if (first < '0' || first > '9') {
                    throw wrong(shown(first) + " begins no value");
                }
                yield string();
            }
        };
    }

    private BInteger integer() throws ProtocolException {
        count();
        int start = at++;
        boolean negative = peek() == '-';
        if (negative) {
            at++;
        }
        int digits = at;
        // Gathered below zero, where there is room for one more number than above it.
        long value = 0;
        while (peek() != 'e') {
            int digit = digit();
            if (value < (Long.MIN_VALUE + digit) / 10) {
                throw wrong("an integer that does not fit 64 bits");
            }
            value = value * 10 - digit;
            at++;
        }
        if (at == digits) {
            throw wrong("an integer without digits");
        }
        if (input[digits] == '0' && (at > digits + 1 || negative)) {
            throw wrong("an integer with a zero in front, or a negative zero");
        }
        if (!negative && value == Long.MIN_VALUE) {
            throw wrong("an integer that does not fit 64 bits");
        }
        at++;
        return new BInteger(input, start, at, negative ? value : -value);
    }

    /** A number as far as its digits go, whatever stands behind them. */
    private BInteger nearestInteger() throws ProtocolException {
        count();
        int start = at++;
        boolean negative = peek() == '-';
        if (negative) {
            at++;
        }
        long value = 0;
        boolean digits = true;
        for (; peek() != 'e'; at++) {
            int digit = input[at] - '0';
            digits = digits && digit >= 0 && digit <= 9;
            if (digits) {
                boolean fits = value <= (Long.MAX_VALUE - digit) / 10;
                value = fits ? value * 10 + digit : Long.MAX_VALUE;
            }
        }
        at++;
        return new BInteger(input, start, at, negative ? -value : value);
    }

    private BString string() throws ProtocolException {
        count();
        int start = at;
        long length = 0;
        while (peek() != ':') {
            length = length * 10 + digit();
            // What is left bounds the length long before it could overflow.
            if (length > limit - at) {
                throw wrong("a string of " + length + " bytes or more, " + (limit - at) + " left");
            }
            at++;
        }
        if (!patient && input[start] == '0' && at > start + 1) {
            throw wrong("a string's length with a zero in front");
        }
        at++;
        if (length > limit - at) {
            throw wrong("a string of " + length + " bytes, only " + (limit - at) + " left");
        }
        int content = at;
        at += (int) length;
        return new BString(input, start, content, at);
    }

    private BList list() throws ProtocolException {
        count();
        enter();
        int start = at++;
        List<BValue> list = new ArrayList<>();
        while (peek() != 'e') {
            list.add(value());
        }
        at++;
        depth--;
        return new BList(input, start, at, list);
    }

    private BDictionary dictionary() throws ProtocolException {
        count();
        enter();
        int start = at++;
        List<BDictionary.Entry> entries = new ArrayList<>();
        boolean sorted = true;
        while (peek() != 'e') {
            if (peek() < '0' || peek() > '9') {
                throw wrong("a dictionary's key that is no string");
            }
            BString key = string();
            sorted = sorted && (entries.isEmpty() || entries.getLast().key().compareTo(key) < 0);
            entries.add(new BDictionary.Entry(key, value()));
        }
        at++;
        depth--;
        return new BDictionary(input, start, at, entries, sorted ? entries : sorted(entries));
    }

    private List<BDictionary.Entry> sorted(List<BDictionary.Entry> entries)
            throws ProtocolException {
        List<BDictionary.Entry> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparing(BDictionary.Entry::key));
        for (int i = 1; i < sorted.size(); i++) {
            BString key = sorted.get(i).key();
            if (!patient && key.equals(sorted.get(i - 1).key())) {
                throw wrong("the key " + key + " twice in a dictionary");
            }
        }
        return sorted;
    }

    private void count() throws ProtocolException {
        if (++values > limits.maxValues()) {
            throw wrong("more than " + limits.maxValues() + " values");
        }
    }

    private void enter() throws ProtocolException {
        if (++depth > limits.maxDepth()) {
            throw wrong("lists and dictionaries nested deeper than " + limits.maxDepth());
        }
    }

    private int digit() throws ProtocolException {
        byte b = input[at];
        if (b < '0' || b > '9') {
            throw wrong(shown(b) + " where a digit belongs");
        }
        return b - '0';
    }

    private byte peek() throws ProtocolException {
        if (at >= limit) {
            throw wrong(
                    cut
                            ? "a value of more than " + limits.maxBytes() + " bytes"
                            : "the input ends inside a value");
        }
        return input[at];
    }

    private ProtocolException wrong(String what) {
        return new ProtocolException("bad bencode at byte " + at + ": " + what);
    }

    private static String shown(byte b) {
        return b > ' ' && b < 0x7f ? "'" + (char) b + "'" : "byte " + (b & 0xff);
    }
}
