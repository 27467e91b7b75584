package dunlin.discovery.catalogue;

import java.io.IOException;

/** An index answers, but cannot do what it is asked just now; the message is its own reason. */
public final class FailingIndexException extends IOException {
    FailingIndexException(String reason) {
        super(reason);
    }
}
