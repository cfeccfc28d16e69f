package org.vosfs.interop;

import java.lang.reflect.Proxy;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;
import javax.naming.spi.NamingManager;
import org.jspecify.annotations.Nullable;

/** The naming service of one process: a flat map, in which the classes find each other. */
final class Names implements InitialContextFactory {
  private static final Map<String, Object> BOUND = new ConcurrentHashMap<>();

  /** From now on this is the process's naming service, whoever's class loader asks. */
  static void use() throws NamingException {
    if (!NamingManager.hasInitialContextFactoryBuilder()) {
      NamingManager.setInitialContextFactoryBuilder(environment -> new Names());
    }
  }

  static void bind(String name, Object value) {
    BOUND.put(name, value);
  }

  @Override
  public Context getInitialContext(@Nullable Hashtable<?, ?> environment) {
    return (Context)
        Proxy.newProxyInstance(
            Names.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "lookup" -> found(String.valueOf(arguments[0]));
                  case "bind", "rebind" -> BOUND.put(String.valueOf(arguments[0]), arguments[1]);
                  case "unbind" -> BOUND.remove(String.valueOf(arguments[0]));
                  case "close" -> null;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private static Object found(String name) throws NameNotFoundException {
    Object value = BOUND.get(name);
    if (value == null) {
      throw new NameNotFoundException(name);
    }
    return value;
  }
}
