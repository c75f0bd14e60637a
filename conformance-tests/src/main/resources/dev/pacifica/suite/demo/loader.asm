; A secure loader as small as can be: it checks what it is going to start, unless somebody has changed its mind, and takes over the
; protection of its block from SKINIT with a vector of its own.
;
; Given: BLOCK, where it lies; VECTOR, where in the block the vector goes. It begins in 32-bit mode with ESP at the block's end; DS
; has a limit of FFFFh, so that memory is reached by SS.
; predefined: BLOCK=0x20000
; predefined: VECTOR=0x28000

DEV_BASE_LO equ 0x000
DEV_BASE_HI equ 0x100
DEV_MAP     equ 0x200
DEV_CR      equ 0x400
ENABLE      equ 1 << 0
IOSPEN      equ 1 << 2
INV         equ 1 << 4
SL_DEV_EN   equ 1 << 5

bits 32
org BLOCK

    dw entry - BLOCK
    dw finish - BLOCK

entry:
policy:
    mov esi, 1                          ; whether the kernel's signature has to be right
woken:
    mov word [ss:VECTOR + BLOCK / 0x8000], 0xFFFF   ; the block's sixteen pages; the memory behind is zero

    mov ecx, DEV_MAP
    mov edi, 0
.maps:
    call put
    inc ecx
    cmp ecx, DEV_MAP + 3
    jne .maps

    mov ecx, DEV_BASE_HI
    call put
    mov ecx, DEV_BASE_LO
    mov edi, VECTOR | 1
    call put

    mov ecx, DEV_CR
    mov edi, ENABLE | IOSPEN | INV | SL_DEV_EN
    call put
.busy:
    in eax, dx
    test al, INV
    jnz .busy
    mov edi, ENABLE | IOSPEN            ; SKINIT's protection ends only now
    call put
ready:
    jmp ready

; Writes EDI to the DEV register that ECX selects. Leaves the data window selected and its port in DX.
put:
    mov eax, 0x8000C3F4
    mov edx, 0xCF8
    out dx, eax
    mov eax, ecx
    mov dl, 0xFC
    out dx, eax
    mov eax, 0x8000C3F8
    mov dl, 0xF8
    out dx, eax
    mov eax, edi
    mov dl, 0xFC
    out dx, eax
    ret

finish:
