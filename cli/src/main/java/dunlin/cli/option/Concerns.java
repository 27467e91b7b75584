package dunlin.cli.option;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What an option that all commands take has to do with, and what a command has to do with: its help
 * shows those that have something in common with it, and those that stand without this annotation.
 * An option that concerns nothing is taken, but does nothing in this version.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.TYPE})
public @interface Concerns {
    /** The matters that commands have to do with, beyond this machine. */
    enum Matter {
        /** An index is asked. */
        INDEX,
        /** The network of named peers is asked. */
        NETWORK,
        /** Members of that network may find each other there. */
        MEETING,
        /** Other peers are dialled, or may dial. */
        PEERS,
        /** Content is sent or received. */
        RATES,
        /** Others see who this peer is. */
        NAME
    }

    /** All of them. */
    Matter[] value();
}
