package dev.pacifica.model.dev;

/**
 * Who makes a request, as the bridge sees it (DEV-04): everything behind a bridge or tunnel shares the unit ID of that (DEV-74).
 *
 * @param bus HyperTransport bus number, 0 to 255
 * @param unit HyperTransport unit ID, 0 to 31
 */
public record Device(int bus, int unit) {
    public Device {
        if (bus < 0 || bus > 0xFF || unit < 0 || unit > 0x1F) {
            throw new IllegalArgumentException(
                    "There is no device %d:%d: expected a bus of 0 to 255 and a unit of 0 to 31.".formatted(bus, unit));
        }
    }
}
