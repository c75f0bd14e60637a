; All of the language but the instructions, in one program that NASM accepts as well.
; predefined: ENTRY_COUNT=3
; predefined: HIGH=0x123456789abcdef0
bits 16
org 0x7c00

start:  cli
        xor ax, ax
        mov ds, ax
        jmp short .next
.next:  mov si, message         ; a label as an immediate
        call print
        jmp word 0:far_target
print:  lodsb
        test al, al
        jz .done
        mov ah, 0Eh
        int 10h
        jmp print
.done:  ret
far_target:
        lgdt [gdt_pointer]
        o32 lgdt [gdt_pointer]
        jmp dword 8:protected

message db 'It', "'s ", `a\tb\n\x41\0`, 13, 10, 0
wide    dw 'abc', 'd', "ef"
        dq 'abcdefgh', 'i'
        align 8
gdt:    dq 0
        dq 0x00CF9A000000FFFF, 00CF92000000FFFFh
gdt_end:
gdt_pointer:
        dw gdt_end - gdt - 1
        dd gdt
SIZE    equ gdt_end - gdt
HALF:   equ SIZE / 2
.local  equ HALF * 2
        db SIZE, HALF, start.next - start, print.done - print

bits 32
protected:
        mov ax, SIZE
        mov eax, cr0
        add eax, protected - start
        cmp eax, after - protected      ; forward and still a byte
        je near after
        jne after
        times 3 jmp $
        times 2 dw $ - $$
        align 16, db 0
after:  mov eax, [gdt + ecx*8 + 4]

%define PORT 0E9h
%define TWICE PORT * 2
%macro say 1
        mov al, %1
        out PORT, al
%endmacro
%macro delay 1-2 100
        mov ecx, %2
%%again: dec ecx
        jnz %%again
        mov edx, %1
        times %0 nop
%endmacro
%macro both 2
        say {%1}
        delay %2, %2 + 1
%endmacro
        mov dx, PORT
        mov edx, TWICE
.loop:  say 'x'
        both "a", 7
        delay 5
        delay 5, 6
        jmp .loop

%assign i 0
%rep ENTRY_COUNT
        dd i, i * i, ENTRY_COUNT - i
%assign i i + 1
%assign j 0
%rep i
        db j
%assign j j + 1
%endrep
%endrep

bits 64
default rel
long_mode:
        mov rax, HIGH
        mov rbx, HIGH >> 32
        mov rcx, [gdt]
        mov rcx, [abs gdt]
        mov rcx, [fs:0]
        lea rdi, [rel .table]
        mov rax, [.table + rbx*8]
default abs
        mov rcx, [gdt]
        fs movsb
        lock
        inc dword [rdi]
        rep movsq
        vmload
        a32 vmrun
        jmp long_mode
.table: dq long_mode, .table, long_mode.table - $$, ENTRY_COUNT, HIGH

        dq 1 + 2 * 3 - 4, (1 + 2) * 3, -7 / 2, -7 // 2, -7 % 3, 1 << 40, -1 >> 60
        dq 0xF0 & 0x3C | 1 ^ 3, ~5, -(-5), 'ab' + 1, 1010b, 0b1_0000, 0FFh, 17o, 1_000_000
far_away:
        jmp start
        jmp long_mode
        times 130 db 0x90
        jmp far_away
        jz far_away
        resb 3
        resw 2
        resd 1
        resq 1
        times 4096 - ($ - $$) db 0
        dw 0xAA55
