package dev.pacifica.model.state;

/** What an exception combines to when it meets another one (EVT-30, APM2 table 8-2). */
public enum ExceptionClass {
    BENIGN,
    CONTRIBUTORY,
    PAGE_FAULT,
    DOUBLE_FAULT
}
