package dunlin.protocol.metainfo;

import dunlin.protocol.bencode.BencodeWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * The trackers of a share: their announce URLs in tiers (BEP 12). Every tier is announced to, and
 * of the trackers of one tier the first that answers is enough. Immutable.
 *
 * @param tiers each of one URL or more, in the order in which they are tried
 */
public record Tiers(List<List<String>> tiers) {
    /** No tracker at all. */
    public static final Tiers NONE = new Tiers(List.of());

    /** Empty tiers are left out. */
    public Tiers {
        tiers = tiers.stream().map(List::copyOf).filter(tier -> !tier.isEmpty()).toList();
    }

    /** A tier for each of these trackers, so that each is told. */
    public static Tiers each(Collection<String> urls) {
        return new Tiers(urls.stream().map(List::of).toList());
    }

    /** Of a stranger's tiers the URLs that are fit to be kept, {@link Urls#MAX_COUNT} at most. */
    static Tiers kept(List<List<String>> tiers) {
        List<List<String>> kept = new ArrayList<>();
        int room = Urls.MAX_COUNT;
        int looks = Urls.MAX_LOOKS;
        for (List<String> tier : tiers) {
            List<String> looked = tier.subList(0, Math.min(looks, tier.size()));
            looks -= looked.size();
            List<String> urls = Urls.keep(looked, Urls.TRACKER).stream().limit(room).toList();
            room -= urls.size();
            kept.add(urls);
        }
        return new Tiers(kept);
    }

    /** Whether there is no tracker. */
    public boolean isEmpty() {
        return tiers.isEmpty();
    }

    /** The URLs of all tiers, in order. */
    public List<String> urls() {
        return tiers.stream().flatMap(List::stream).toList();
    }

    /** These tiers, and behind them what is new in others. */
    public Tiers then(Tiers others) {
        List<List<String>> joined = new ArrayList<>(tiers);
        Set<String> known = new HashSet<>(urls());
        for (List<String> tier : others.tiers) {
            List<String> fresh = tier.stream().filter(url -> !known.contains(url)).toList();
            known.addAll(fresh);
            joined.add(fresh);
        }
        return new Tiers(joined);
    }

    /** The first so many URLs, each only where it stands first. */
    public Tiers first(int most) {
        Set<String> known = new HashSet<>();
        return new Tiers(
                tiers.stream()
                        .map(tier ->
                                tier.stream()
                                        .filter(url -> known.size() < most && known.add(url))
                                        .toList())
                        .toList());
    }

    /**
     * Puts the URLs of each tier in an order drawn at random: who announces does so once, so that
     * the trackers of a tier share its peers (BEP 12).
     */
    public Tiers shuffled(Random random) {
        List<List<String>> shuffled = new ArrayList<>();
        for (List<String> tier : tiers) {
            List<String> urls = new ArrayList<>(tier);
            Collections.shuffle(urls, random);
            shuffled.add(urls);
        }
        return new Tiers(shuffled);
    }

    /** Writes {@code announce}, and {@code announce-list} if there is more than one tracker. */
    void write(BencodeWriter out) {
        if (tiers.isEmpty()) {
            return;
        }
        out.key("announce").text(tiers.getFirst().getFirst());
        if (tiers.size() > 1 || tiers.getFirst().size() > 1) {
            out.key("announce-list").list();
            for (List<String> tier : tiers) {
                out.list();
                tier.forEach(out::text);
                out.end();
            }
            out.end();
        }
    }
}
