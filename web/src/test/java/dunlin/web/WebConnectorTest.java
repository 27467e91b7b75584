package dunlin.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;

class WebConnectorTest {
    @Test
    void aBufferThatIsGivenBackGoesToNobodyElse() {
        WebConnector connector =
                new WebConnector(
                        new Server(), Runnable::run, Runnable::run, new HttpConnectionFactory());
        ByteBufferPool pool = connector.getByteBufferPool();
        RetainableByteBuffer first = pool.acquire(8 * 1024, false);
        ByteBuffer stillReadInto = first.getByteBuffer();
        first.release();

        for (int i = 0; i < 100; i++) {
            assertThat(pool.acquire(8 * 1024, false).getByteBuffer()).isNotSameAs(stillReadInto);
        }
    }
}
