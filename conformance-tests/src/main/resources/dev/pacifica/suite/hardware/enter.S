/*
 * Into a snippet and out of it. Registers in a machine_state are in the order of their encoding: rax, rcx, rdx, rbx,
 * rsp, rbp, rsi, rdi, r8 to r15.
 */
#include "layout.h"

    .text
    .globl _start, enter, leave, on_signal, restorer, syscall6

_start:
    xor %ebp, %ebp
    and $-16, %rsp
    call run
    ud2

/* long syscall6(number, a, b, c, d, e, f) */
syscall6:
    mov %rdi, %rax
    mov %rsi, %rdi
    mov %rdx, %rsi
    mov %rcx, %rdx
    mov %r8, %r10
    mov %r9, %r8
    mov 8(%rsp), %r9
    syscall
    ret

/* void enter(void): runs the snippet that `state` describes; comes back by way of `leave`. */
enter:
    push %rbx
    push %rbp
    push %r12
    push %r13
    push %r14
    push %r15
    mov %rsp, own_rsp
    mov state + STATE_RIP, %eax
    mov %eax, target
    mov state + STATE_CS, %eax
    mov %ax, target + 4
    mov $USER_DS, %eax
    mov %eax, %ds
    mov %eax, %es
    xor %eax, %eax
    mov %eax, %fs
    mov %eax, %gs
    mov state + 8 * 1, %rcx
    mov state + 8 * 2, %rdx
    mov state + 8 * 3, %rbx
    mov state + 8 * 5, %rbp
    mov state + 8 * 6, %rsi
    mov state + 8 * 7, %rdi
    mov state + 8 * 8, %r8
    mov state + 8 * 9, %r9
    mov state + 8 * 10, %r10
    mov state + 8 * 11, %r11
    mov state + 8 * 12, %r12
    mov state + 8 * 13, %r13
    mov state + 8 * 14, %r14
    mov state + 8 * 15, %r15
    mov state + 8 * 0, %rax
    pushq state + STATE_FLAGS
    popfq
    mov state + 8 * 4, %rsp
    ljmpl *target

/* The handler of every signal, on its own stack: flags that the snippet left (AC above all) must not touch C. */
on_signal:
    pushq $2
    popfq
    sub $8, %rsp
    call save
    jmp leave

/* Back to the caller of `enter`; the frame of the signal is left behind. */
leave:
    mov own_rsp, %rsp
    mov $USER_DS, %eax
    mov %eax, %ds
    mov %eax, %es
    pop %r15
    pop %r14
    pop %r13
    pop %r12
    pop %rbp
    pop %rbx
    ret

/* Where sigaction wants a way to return; no handler does. */
restorer:
    ud2

    .bss
    .balign 8
own_rsp:
    .skip 8
target:
    .skip 8

    .section .note.GNU-stack, "", @progbits
