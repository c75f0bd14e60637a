package dev.pacifica.suite.target;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;

/**
 * The far end of an emulator's COM1: a port of this machine to which the emulator connects. Nothing here waits for the emulator
 * except {@link #await}; what it does not take at once is sent later.
 */
final class SerialLine implements Incoming, AutoCloseable {
    private final Selector selector;
    private final ServerSocketChannel listener;
    private final ByteBuffer arrived = ByteBuffer.allocate(1 << 16);
    private Optional<SocketChannel> connection = Optional.empty();
    private ByteBuffer unsent = ByteBuffer.allocate(0);
    private boolean closed;
    /** An emulator that sends byte by byte and lets TCP collect them waits for every acknowledgement: Bochs loses 40 ms a vector. */
    private boolean acknowledgesAtOnce;

    private SerialLine(Selector selector, ServerSocketChannel listener) {
        this.selector = selector;
        this.listener = listener;
    }

    /**
     * A line that waits to be connected to.
     *
     * @throws IOException if there is no port to be had
     */
    static SerialLine listen() throws IOException {
        Selector selector = Selector.open();
        ServerSocketChannel listener = ServerSocketChannel.open();
        try {
            listener.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 1);
            listener.configureBlocking(false);
            listener.register(selector, SelectionKey.OP_ACCEPT);
            return new SerialLine(selector, listener);
        } catch (IOException e) {
            listener.close();
            selector.close();
            throw e;
        }
    }

    /** The TCP port of 127.0.0.1 to which the emulator has to connect its COM1. */
    int port() {
        return listener.socket().getLocalPort();
    }

    /** Sends {@code bytes}, as far as the emulator takes them now; the rest follows whenever something is awaited or received. */
    void send(byte[] bytes) {
        ByteBuffer all = ByteBuffer.allocate(unsent.remaining() + bytes.length);
        unsent = all.put(unsent).put(bytes).flip();
        flush();
    }

    @Override
    public byte[] received() {
        accept();
        flush();
        if (closed || connection.isEmpty()) {
            return new byte[0];
        }
        try {
            arrived.clear();
            SocketChannel channel = connection.get();
            closed = channel.read(arrived) < 0;
            if (arrived.position() > 0 && acknowledgesAtOnce) {
                channel.setOption(ExtendedSocketOptions.TCP_QUICKACK, true); // it does not last
            }
        } catch (IOException e) {
            closed = true; // reset by the emulator
        }
        return Arrays.copyOf(arrived.array(), arrived.position());
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    /** Whether the emulator has ever connected. */
    boolean wasConnected() {
        return connection.isPresent();
    }

    @Override
    public void await(long milliseconds) {
        try {
            for (SelectionKey key : selector.keys()) {
                if (key.isValid() && key.channel() instanceof SocketChannel) {
                    key.interestOps(SelectionKey.OP_READ | (unsent.hasRemaining() ? SelectionKey.OP_WRITE : 0));
                }
            }
            selector.select(milliseconds);
            selector.selectedKeys().clear();
        } catch (IOException e) {
            throw new UncheckedIOException("the serial line to the emulator cannot be watched", e);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new TargetException("interrupted while the emulator ran");
        }
    }

    private void accept() {
        if (connection.isPresent()) {
            return;
        }
        try {
            SocketChannel channel = listener.accept();
            if (channel != null) {
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.register(selector, SelectionKey.OP_READ);
                acknowledgesAtOnce = channel.supportedOptions().contains(ExtendedSocketOptions.TCP_QUICKACK);
                connection = Optional.of(channel);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the serial line to the emulator cannot be opened", e);
        }
    }

    private void flush() {
        if (closed || connection.isEmpty() || !unsent.hasRemaining()) {
            return;
        }
        try {
            connection.get().write(unsent);
        } catch (IOException e) {
            closed = true;
        }
    }

    @Override
    public void close() {
        try (selector;
                listener) {
            if (connection.isPresent()) {
                connection.get().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the serial line to the emulator cannot be closed", e);
        }
    }
}
