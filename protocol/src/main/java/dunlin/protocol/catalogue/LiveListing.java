package dunlin.protocol.catalogue;

/**
 * A listing, and who has the share now.
 *
 * @param seeders how many have all of it
 * @param leechers how many others are in its swarm
 * @param gone whether nobody has had it for long
 */
public record LiveListing(Listing listing, int seeders, int leechers, boolean gone) {
    public LiveListing {
        if (seeders < 0 || leechers < 0) {
            throw new IllegalArgumentException(seeders + " seeders, " + leechers + " leechers");
        }
    }
}
