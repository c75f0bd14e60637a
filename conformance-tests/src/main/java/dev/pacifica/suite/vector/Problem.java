package dev.pacifica.suite.vector;

/**
 * Something that is wrong with a data file.
 *
 * @param file which file
 * @param line where in it, from 1; 0 if no line can be told
 * @param vector ID of the vector that it concerns; empty if none
 * @param field path of the field, such as {@code cases[0].outcomes[1].ended}; empty if none
 * @param what what was expected, what was found, and what to do
 */
public record Problem(String file, int line, String vector, String field, String what) {
    /** {@code checks.json:4: vector 'checks/asid-0': field 'budget': expected …}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(file);
        if (line > 0) {
            text.append(':').append(line);
        }
        if (!file.isEmpty()) {
            text.append(": ");
        }
        if (!vector.isEmpty()) {
            text.append("vector '").append(vector).append("': ");
        }
        if (!field.isEmpty()) {
            text.append("field '").append(field).append("': ");
        }
        return text.append(what).toString();
    }
}
