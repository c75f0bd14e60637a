; Output: frames of text on COM1 and, where present, port E9h.
;
; A frame is one line: '@', a payload, '*', the exclusive-or of the payload's bytes as two hexadecimal digits, line feed.
; A payload is a letter and numbers, in hexadecimal without leading zeros, each after a space. The routines keep all registers.

PORT_DEBUG      equ 0xE9
PORT_COM1       equ 0x3F8

LINE_CONTROL    equ PORT_COM1 + 3
LINE_STATUS     equ PORT_COM1 + 5
DATA_READY      equ 0x01
HOLDING_REGISTER_EMPTY equ 0x20
TRANSMITTER_EMPTY equ 0x40

; Finds the two ports, and sets COM1 to 115200 bit/s, 8 data bits, no parity, 1 stop bit. Clobbers RAX, RDX.
console_init:
    mov dx, PORT_DEBUG                  ; where this port is for output, it reads as its own number
    in al, dx
    cmp al, PORT_DEBUG
    jne .serial
    mov byte [has_debug_port], 1
.serial:
    mov dx, LINE_STATUS                 ; no device drives the bus: all ones
    in al, dx
    cmp al, 0xFF
    je .done
    mov byte [has_com1], 1
    mov dx, LINE_CONTROL
    mov al, 0x80                        ; the next two ports are the divisor
    out dx, al
    mov dx, PORT_COM1
    mov al, 1
    out dx, al
    inc edx
    mov al, 0
    out dx, al
    mov dx, LINE_CONTROL
    mov al, 0x03                        ; 8N1
    out dx, al
    mov dx, PORT_COM1 + 1
    mov al, 0                           ; no interrupts
    out dx, al
    inc edx
    mov al, 0xC7                        ; FIFOs on and empty; trigger level 14, up to which QEMU hands bytes over in one go
    out dx, al
    mov dx, PORT_COM1 + 4
    mov al, 0x03                        ; DTR, RTS
    out dx, al
.done:
    ret

; Sends the byte AL.
put_char:
    push rax
    push rdx
    xor [checksum], al
    mov ah, al
    cmp byte [has_debug_port], 0
    je .serial
    mov dx, PORT_DEBUG
    out dx, al
.serial:
    cmp byte [has_com1], 0
    je .done
    mov dx, LINE_STATUS
.wait:
    in al, dx
    test al, HOLDING_REGISTER_EMPTY
    jz .wait
    mov al, ah
    mov dx, PORT_COM1
    out dx, al
.done:
    pop rdx
    pop rax
    ret

; Waits for a byte from COM1: AL. Clobbers RDX.
get_char:
    mov dx, LINE_STATUS
.wait:
    in al, dx
    test al, DATA_READY
    jz .wait
    mov dx, PORT_COM1
    in al, dx
    ret

; Waits until the last byte is on the line. Clobbers RAX, RDX.
console_drain:
    cmp byte [has_com1], 0
    je .done
    mov dx, LINE_STATUS
.wait:
    in al, dx
    test al, TRANSMITTER_EMPTY
    jz .wait
.done:
    ret

; Sends a space and RAX.
put_number:
    push rax
    push rcx
    push rdx
    mov rdx, rax
    mov al, ' '
    call put_char
    mov ecx, 64
.leading:                               ; skip zeros, but not the last digit
    sub ecx, 4
    jz .digits
    mov rax, rdx
    shr rax, cl
    test al, 0x0F
    jz .leading
.digits:
    mov rax, rdx
    shr rax, cl
    call put_digit
    sub ecx, 4
    jns .digits
    pop rdx
    pop rcx
    pop rax
    ret

; Sends the low four bits of AL.
put_digit:
    push rax
    and eax, 0x0F
    mov al, [digits + rax]
    call put_char
    pop rax
    ret

; Starts a frame with the letter AL.
frame_begin:
    push rax
    mov al, '@'
    call put_char
    mov byte [checksum], 0
    pop rax
    jmp put_char

frame_end:
    push rax
    movzx eax, byte [checksum]
    push rax
    mov al, '*'
    call put_char
    mov eax, [rsp]
    shr eax, 4
    call put_digit
    pop rax
    call put_digit
    mov al, 10
    call put_char
    pop rax
    ret

digits          db "0123456789abcdef"
checksum        db 0
has_com1        db 0
has_debug_port  db 0
