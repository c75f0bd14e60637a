/*
 * Runs snippets of user-mode machine code on the processor and reports what they did. Freestanding: no library, no
 * headers, no startup code. Requests come on standard input, answers go to standard output; both are little-endian
 * records of fixed size (struct request, struct answer), one answer a request, until the input ends. Before the first
 * one it sends what CPUID says (struct greeting).
 *
 * A snippet ends with a signal: INT3 behind it, an exception within it, or the alarm (of processor time, so that a busy machine does not set it off).
 */
#include "layout.h"

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long u64;

enum { READ = 0, WRITE = 1, MMAP = 9, RT_SIGACTION = 13, SETITIMER = 38, EXIT = 60, FTRUNCATE = 77, SIGALTSTACK = 131, SCHED_SETAFFINITY = 203, GETCPU = 309, MEMFD_CREATE = 319 };
enum { SIGILL = 4, SIGTRAP = 5, SIGBUS = 7, SIGFPE = 8, SIGSEGV = 11, SIGVTALRM = 26 };
enum { SA_SIGINFO = 4, SA_RESTORER = 0x04000000, SA_ONSTACK = 0x08000000, SA_NODEFER = 0x40000000 };
enum { PROT_READ = 1, PROT_WRITE = 2, PROT_EXEC = 4 };
enum { MAP_SHARED = 1, MAP_PRIVATE = 2, MAP_FIXED_NOREPLACE = 0x100000, MAP_ANONYMOUS = 0x20 };
enum { INT3 = 0xcc, CONSTANT_BYTE = 0x5a, LEAVES = 8, ALARM_MILLISECONDS = 300, ITIMER_VIRTUAL = 1 };

struct leaf {
    u32 number, part, eax, ebx, ecx, edx;
};

struct greeting {
    u64 magic;
    u64 processor; /* of the segment in which Linux keeps its number: the limit, and from bit 32 on what LAR gives */
    struct leaf leaves[LEAVES];
};

struct machine_state {
    u64 gpr[16];
    u64 rip, flags;
    u64 cs;
};

struct request {
    struct machine_state state;
    u64 length; /* of the code, which starts at state.rip */
    u8 code[128];
    u8 arena[2 * PAGE];
};

struct answer {
    struct machine_state state;
    u64 signal, trap, error, address; /* trap is the vector; address is CR2 */
    u8 arena[2 * PAGE];
};

struct machine_state state;
static struct request request;
static struct answer answer;
static u8 signal_stack[65536] __attribute__((aligned(16)));

long syscall6(long number, long a, long b, long c, long d, long e, long f);
void enter(void);
void on_signal(void);
void restorer(void);

static void quit(int status) {
    for (;;) {
        syscall6(EXIT, status, 0, 0, 0, 0, 0);
    }
}

static void copy(void *to, const void *from, u64 count) {
    __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(count) : : "memory");
}

static void fill(void *to, u8 value, u64 count) {
    __asm__ volatile("rep stosb" : "+D"(to), "+c"(count) : "a"(value) : "memory");
}

/* Reads a whole record; ends the program, well, where the input ends between two of them. */
static void receive(void *to, u64 count) {
    for (u64 done = 0; done < count;) {
        long got = syscall6(READ, 0, (long) to + (long) done, (long) (count - done), 0, 0, 0);
        if (got <= 0) {
            quit(got == 0 && done == 0 ? 0 : 2);
        }
        done += (u64) got;
    }
}

static void send(const void *from, u64 count) {
    for (u64 done = 0; done < count;) {
        long put = syscall6(WRITE, 1, (long) from + (long) done, (long) (count - done), 0, 0, 0);
        if (put <= 0) {
            quit(3);
        }
        done += (u64) put;
    }
}

static void *map(u64 at, u64 size, int protection, int flags, int file) {
    long result = syscall6(MMAP, (long) at, (long) size, protection, flags, file, 0);
    if (result < 0 || (at != 0 && (u64) result != at)) {
        quit(4);
    }
    return (void *) result;
}

static void handle(int signal) {
    struct {
        void (*handler)(void);
        u64 flags;
        void (*restorer)(void);
        u64 mask;
    } action = {on_signal, SA_SIGINFO | SA_RESTORER | SA_ONSTACK | SA_NODEFER, restorer, 0};
    if (syscall6(RT_SIGACTION, signal, (long) &action, 0, 8, 0, 0) != 0) {
        quit(5);
    }
}

/* Called by on_signal: what the frame holds goes into the answer. */
void save(int signal, void *information, void *context) {
    (void) information;
    const u64 *saved = (const u64 *) ((u8 *) context + CONTEXT_R8);
    /* The frame has r8 to r15, rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp. */
    static const u8 place[16] = {13, 14, 12, 11, 15, 10, 9, 8, 0, 1, 2, 3, 4, 5, 6, 7};
    for (int i = 0; i < 16; i++) {
        answer.state.gpr[i] = saved[place[i]];
    }
    answer.state.rip = saved[16];
    answer.state.flags = saved[17];
    answer.state.cs = saved[18] & 0xffff;
    answer.signal = (u64) signal;
    answer.error = saved[19];
    answer.trap = saved[20];
    answer.address = saved[22];
}

static void set_alarm(long milliseconds) {
    struct {
        long interval_s, interval_us, value_s, value_us;
    } timer = {0, 0, 0, milliseconds * 1000};
    syscall6(SETITIMER, ITIMER_VIRTUAL, (long) &timer, 0, 0, 0, 0);
}

/* Stays where it is: snippets can ask for the number of the processor. */
static u64 settle(void) {
    u32 processor = 0;
    syscall6(GETCPU, (long) &processor, 0, 0, 0, 0, 0);
    static u64 mask[128];
    mask[processor / 64 % 128] = 1UL << processor % 64;
    syscall6(SCHED_SETAFFINITY, 0, sizeof mask, (long) mask, 0, 0, 0);
    u32 limit = 0, rights = 0;
    __asm__("lsl %1, %0" : "=r"(limit) : "r"(PROCESSOR_NUMBER));
    __asm__("lar %1, %0" : "=r"(rights) : "r"(PROCESSOR_NUMBER)); /* which differ among kernels */
    return (u64) rights << 32 | limit;
}

static void greet(void) {
    static struct greeting greeting;
    static const u32 asked[LEAVES][2] = {
        {0, 0}, {1, 0}, {7, 0}, {7, 1}, {0x80000000, 0}, {0x80000001, 0}, {0x80000008, 0}, {0x80000021, 0}};
    greeting.processor = settle();
    greeting.magic = 0x31454c5049434150; /* "PACIPLE1" */
    for (int i = 0; i < LEAVES; i++) {
        struct leaf *leaf = &greeting.leaves[i];
        leaf->number = asked[i][0];
        leaf->part = asked[i][1];
        __asm__ volatile("cpuid"
                         : "=a"(leaf->eax), "=b"(leaf->ebx), "=c"(leaf->ecx), "=d"(leaf->edx)
                         : "a"(leaf->number), "c"(leaf->part));
    }
    send(&greeting, sizeof greeting);
}

void run(void) {
    struct {
        void *base;
        u64 flags, size;
    } stack = {signal_stack, 0, sizeof signal_stack};
    syscall6(SIGALTSTACK, (long) &stack, 0, 0, 0, 0, 0);
    static const int signals[] = {SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGSEGV, SIGVTALRM};
    for (u64 i = 0; i < sizeof signals / sizeof *signals; i++) {
        handle(signals[i]);
    }
    /* The code page is written through a second mapping, so that the snippet finds it read-only. */
    int file = (int) syscall6(MEMFD_CREATE, (long) "code", 0, 0, 0, 0, 0);
    if (file < 0 || syscall6(FTRUNCATE, file, PAGE, 0, 0, 0, 0) != 0) {
        quit(6);
    }
    u8 *code = map(0, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, file);
    map(CODE, PAGE, PROT_READ | PROT_EXEC, MAP_SHARED | MAP_FIXED_NOREPLACE, file);
    u8 *arena = map(ARENA, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1);
    int constant = (int) syscall6(MEMFD_CREATE, (long) "constant", 0, 0, 0, 0, 0);
    syscall6(FTRUNCATE, constant, PAGE, 0, 0, 0, 0);
    fill(map(0, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, constant), CONSTANT_BYTE, PAGE);
    map(CONSTANT, PAGE, PROT_READ, MAP_SHARED | MAP_FIXED_NOREPLACE, constant);

    greet();
    for (;;) {
        receive(&request, sizeof request);
        u64 at = request.state.rip - CODE;
        if (at > PAGE || request.length > sizeof request.code || at + request.length > PAGE) {
            quit(7);
        }
        fill(code, INT3, PAGE);
        copy(code + at, request.code, request.length);
        copy(arena, request.arena, sizeof request.arena);
        /* A page that the kernel has yet to map would show as absent in an error code. */
        (void) *(volatile u8 *) CODE;
        (void) *(volatile u8 *) CONSTANT;
        state = request.state;
        set_alarm(ALARM_MILLISECONDS);
        enter();
        set_alarm(0);
        copy(answer.arena, arena, sizeof answer.arena);
        send(&answer, sizeof answer);
    }
}
