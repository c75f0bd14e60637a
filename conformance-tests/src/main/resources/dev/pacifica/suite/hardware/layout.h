/* What the two halves of the runner share. Addresses lie below 2^31, so that 32-bit code reaches everything. */
#define CODE 0x20000000     /* one page, readable and executable */
#define ARENA 0x30000000    /* two pages, readable and writable; nothing before and behind */
#define CONSTANT 0x30003000 /* one page, read-only */
#define PAGE 4096

#define USER_CS_32 0x23
#define USER_CS_64 0x33
#define USER_DS 0x2b
#define PROCESSOR_NUMBER 0x7b

/* Offsets in struct machine_state, for assembly. */
#define STATE_RIP 128
#define STATE_FLAGS 136
#define STATE_CS 144

/* Where a signal's frame holds what the processor had: offsets in struct ucontext and struct sigcontext. */
#define CONTEXT_R8 40
#define CONTEXT_RIP (CONTEXT_R8 + 128)
