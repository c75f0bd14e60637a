package dev.pacifica.suite.fault;

import dev.pacifica.suite.target.EditedModel;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.verdict.Observation;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.function.Function;

/**
 * A world with a model of its own: the model and the package that runs vectors on it are defined anew, with some classes
 * replaced; vectors and judge, which do not know the model, are shared.
 */
final class ModelLoader extends ClassLoader {
    private final Map<String, byte[]> replaced;

    private ModelLoader(Map<String, byte[]> replaced) {
        super(ModelLoader.class.getClassLoader());
        this.replaced = replaced;
    }

    /** What runs vectors on the model in which the classes {@code replaced} take the place of those of their names. */
    @SuppressWarnings("unchecked")
    static Function<Vector, Observation> load(Map<String, byte[]> replaced) {
        try {
            return (Function<Vector, Observation>) new ModelLoader(replaced)
                    .loadClass(EditedModel.class.getName())
                    .getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith("dev.pacifica.model.") && !name.startsWith("dev.pacifica.suite.target.")) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        byte[] bytes = replaced.get(name);
        if (bytes == null) {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                bytes = in.readAllBytes();
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
        return defineClass(name, bytes, 0, bytes.length);
    }
}
