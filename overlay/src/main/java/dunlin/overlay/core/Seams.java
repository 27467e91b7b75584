package dunlin.overlay.core;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.overlay.Contact;
import java.util.random.RandomGenerator;

/** What a node is made of besides its state, in one hand; and where it is reached, as it learns. */
final class Seams {
    private final Settings settings;
    private final Self self;
    private final Proofs proofs;
    private final OwnShares shares;
    private final RandomGenerator random;
    private final Out out;
    private PeerAddress address;

    Seams(
            Settings settings,
            Self self,
            Proofs proofs,
            OwnShares shares,
            RandomGenerator random,
            Out out) {
        this.settings = settings;
        this.self = self;
        this.proofs = proofs;
        this.shares = shares;
        this.random = random;
        this.out = out;
        this.address = self.address();
    }

    Settings settings() {
        return settings;
    }

    Self self() {
        return self;
    }

    Proofs proofs() {
        return proofs;
    }

    OwnShares shares() {
        return shares;
    }

    RandomGenerator random() {
        return random;
    }

    Out out() {
        return out;
    }

    PeerAddress address() {
        return address;
    }

    /** Others reach this member there, as was learned; whether that is new. */
    boolean learn(PeerAddress learned) {
        boolean isNew = !learned.equals(address);
        address = learned;
        return isNew;
    }

    /** This member, as others are told of it. */
    Contact contact() {
        return new Contact(self.id(), address);
    }
}
