package dunlin.cluster;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One server for all tests that leave it running: starting one takes seconds. */
public final class SharedPostgres implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == PostgresServer.class;
    }

    @Override
    public PostgresServer resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // Closed by JUnit when all tests are done.
        return context.getRoot()
                .getStore(Namespace.create(SharedPostgres.class))
                .computeIfAbsent(
                        PostgresServer.class,
                        key -> PostgresServer.startUnforced(),
                        PostgresServer.class);
    }
}
