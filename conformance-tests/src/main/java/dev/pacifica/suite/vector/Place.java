package dev.pacifica.suite.vector;

import java.util.function.Consumer;

/**
 * Where a reader is, for its complaints.
 *
 * @param text the file
 * @param base path of the object from which fields are counted: that of a vector, or empty
 * @param vector ID of that vector; empty if none
 * @param complaints takes what is wrong; throws if reading is to stop at the first problem
 */
record Place(JsonText text, String base, String vector, Consumer<Problem> complaints) {
    /** A complaint stops the reader. */
    static final Consumer<Problem> STOP = problem -> {
        throw new VectorFormatException(problem);
    };

    /** A problem with the field at {@code path}, counted from the base. */
    Problem problem(String path, String what) {
        String full = path.isEmpty() || base.isEmpty() ? base + path : base + "." + path;
        return new Problem(text.file(), text.line(full), vector, path, what);
    }
}
