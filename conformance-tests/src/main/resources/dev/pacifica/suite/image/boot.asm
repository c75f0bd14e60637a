; Boot sector: loads everything behind it to 1 MiB upwards and enters the kernel in 32-bit protected mode,
; in the state that a Multiboot loader would leave.
;
; Given: SECTORS, how many sectors lie behind this one; HARNESS, where they go; KERNEL_ENTRY.

BUFFER          equ 0x10000             ; 32 KiB below 1 MiB, for the BIOS to read to
BUFFER_SEGMENT  equ 0x1000
CHUNK           equ 64                  ; sectors a read
FLAT_DATA       equ 0x08
FLAT_CODE       equ 0x10

; Protected mode, and 4 GiB limits for DS and ES. Clobbers EAX, which holds CR0 afterwards, and BX.
%macro ENTER_PROTECTED_MODE 0
    cli
    lgdt [gdtr]
    mov eax, cr0
    or al, 1
    mov cr0, eax
    mov bx, FLAT_DATA
    mov ds, bx
    mov es, bx
%endmacro

bits 16
org 0x7C00

    jmp 0:start

start:
    xor ax, ax
    mov ds, ax
    mov es, ax
    mov ss, ax
    mov sp, 0x7C00
    mov [drive], dl
    mov ax, 0x2401                      ; open the A20 gate: by the BIOS,
    int 0x15
    in al, 0x92                         ; and by the port that most machines have
    or al, 2
    and al, 0xFE                        ; bit 0 would reset the machine
    out 0x92, al

.read:
    cmp dword [left], 0
    je .enter
    mov eax, CHUNK
    cmp eax, [left]
    jbe .sized
    mov eax, [left]
.sized:
    mov [packet.count], ax
    mov si, packet
    mov ah, 0x42                        ; extended read
    mov dl, [drive]
    int 0x13
    jc .failed

    ; Protected mode for a moment gives DS and ES 4 GiB limits, which real mode keeps. The BIOS may take them away again,
    ; so this is done for every chunk.
    ENTER_PROTECTED_MODE
    and al, 0xFE
    mov cr0, eax
    xor bx, bx
    mov ds, bx
    mov es, bx

    movzx ecx, word [packet.count]
    sub [left], ecx
    add [packet.sector], ecx
    shl ecx, 7                          ; dwords
    mov esi, BUFFER
    mov edi, [target]
.copy:
    mov eax, [esi]
    mov [edi], eax
    add esi, 4
    add edi, 4
    dec ecx
    jnz .copy
    mov [target], edi
    sti
    jmp .read

.enter:
    ENTER_PROTECTED_MODE
    mov ss, bx
    jmp dword FLAT_CODE:KERNEL_ENTRY

.failed:
    mov si, complaint
.say:
    lodsb
    test al, al
    jz .stop
    mov ah, 0x0E                        ; teletype output
    mov bx, 7
    int 0x10
    jmp .say
.stop:
    hlt
    jmp .stop

complaint   db "Pacifica: the disk cannot be read", 13, 10, 0

align 4
left        dd SECTORS
target      dd HARNESS
packet:                                 ; of the extended read
            db 16, 0
.count      dw 0
            dw 0, BUFFER_SEGMENT
.sector     dd 1, 0
gdt         dq 0
            dq 0x00CF93000000FFFF       ; 08h: data, 4 GiB
            dq 0x00CF9B000000FFFF       ; 10h: 32-bit code, 4 GiB
gdtr        dw 23
            dd gdt
drive       db 0

    times 510-($-$$) db 0
    dw 0xAA55
