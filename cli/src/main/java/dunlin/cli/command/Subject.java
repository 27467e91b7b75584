package dunlin.cli.command;

import dunlin.node.api.ShareStatus;
import dunlin.protocol.catalogue.Listing;
import java.util.Optional;

/**
 * What a command is about just now, so that a failure can say of what it is.
 *
 * @param id its info-hash, once that is known
 * @param name its name, or the words by which a person named it
 */
public record Subject(Optional<String> id, Optional<String> name) {
    /** Nothing in particular. */
    static final Subject NONE = new Subject(Optional.empty(), Optional.empty());

    /** What a person named so: an X, or a path. */
    public static Subject named(Object words) {
        return new Subject(Optional.empty(), Optional.of(words.toString()));
    }

    static Subject of(ShareStatus share) {
        return new Subject(
                share.id().map(Object::toString),
                Optional.of(share.metainfo().map(it -> it.info().name()).orElse(share.name())));
    }

    static Subject of(Listing listing) {
        return new Subject(Optional.of(listing.id().toString()), Optional.of(listing.name()));
    }
}
