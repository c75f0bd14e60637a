; Vectors that come in over COM1, one by one. A request is
;
;   u32 REQUEST_MAGIC, u32 length, u32 CRC-32 of the block, u32 CRC-32 of the two numbers before it, then length bytes: the block
;
; with the block as it would lie in the pack. Bytes that are no request are passed over.

; Says that a vector is wanted and waits for it; [block] is its address. ZF: the peer wants no more. Clobbers all but RSP.
receive_vector:
    cmp byte [has_com1], 0
    je .return                          ; from where nothing can come
.again:
    mov al, 'W'
    call frame_begin
    call frame_end

    xor ebx, ebx                        ; the last four bytes
.search:
    call get_char
    shl eax, 24
    shr ebx, 8
    or ebx, eax
    cmp ebx, REQUEST_MAGIC
    jne .search

    xor r8d, r8d                        ; number of the CRC32, for the complaint
    mov edi, request
    mov ecx, REQUEST_REST
    call receive_bytes
    mov esi, request
    mov ecx, REQUEST_REST - 4
    call crc_of
    cmp eax, [request + REQUEST_REST - 4]
    jne .refuse
    mov ecx, [request]
    test ecx, ecx
    jz .return
    cmp ecx, MOST_RECEIVED
    ja .refuse

    inc r8d
    mov edi, PACKED_VECTORS + PACK_HEADER
    mov [block], rdi
    mov esi, edi
    mov r9d, ecx
    call receive_bytes
    mov ecx, r9d
    call crc_of
    cmp eax, [request + 4]
    jne .refuse

    mov ebx, [block]
    mov eax, [rbx + BLOCK_INDEX]
    cmp eax, [last_index]
    je .again                           ; sent again although it had arrived
    mov [last_index], eax
.return:
    ret
.refuse:
    mov al, 'B'
    call frame_begin
    mov eax, r8d
    call put_number
    call frame_end
    jmp .again

; ECX bytes from COM1 to RDI. Clobbers RAX, RCX, RDX, RDI.
receive_bytes:
    call get_char
    mov [rdi], al
    inc rdi
    dec ecx
    jnz receive_bytes
    ret

; CRC-32 (IEEE 802.3) of ECX bytes at RSI: EAX. Clobbers RCX, RDX, RSI.
crc_of:
    mov eax, -1
.byte:
    movzx edx, byte [rsi]
    inc rsi
    xor eax, edx
    mov edx, 8
.bit:
    shr eax, 1
    jnc .next
    xor eax, 0xEDB88320
.next:
    dec edx
    jnz .bit
    dec ecx
    jnz .byte
    not eax
    ret

align 4
request         times REQUEST_REST db 0 ; what follows the magic number, without the block
last_index      dd -1                   ; of the last vector that was taken
