package dev.pacifica.model.machine;

import dev.pacifica.model.memory.Page;

/** The instructions decoded so far from one page of RAM, for one code size, by the offset of their first byte. */
final class CodePage {
    final int codeSize;
    final Bound[] at = new Bound[Page.SIZE];

    CodePage(int codeSize) {
        this.codeSize = codeSize;
    }
}
