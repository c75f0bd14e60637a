; The loop over all vectors. What survives a vector is in memory, since a vector may leave nothing in the registers.

; Starts with the first vector, at the end says goodbye and stops the machine.
run_vectors:
    mov dword [block], PACKED_VECTORS + PACK_HEADER
    mov eax, [PACKED_VECTORS + PACK_SWEEP_INTERVAL]
    mov [until_sweep], eax

next_vector:
    call find_vector
    jz finish
    mov ebx, [block]

    mov al, 'V'
    call begin_vector_frame
    call frame_end

    mov eax, [rbx + BLOCK_ID_LENGTH]
    add eax, 7
    and eax, -8
    lea rsi, [rbx + rax + BLOCK_HEADER]
    mov ecx, [rbx + BLOCK_REQUIRE_COUNT]
    call check_conditions
    cmp eax, -1
    jne not_applicable

    mov [pages], rsi
    call prepare_pages
    jmp launch                          ; comes back at vector_stopped

; A required condition, the one with the number EAX, does not hold.
not_applicable:
    push rax
    mov al, 'N'
    call begin_vector_frame
    pop rax
    call put_number
    call frame_end
    jmp vector_done

; The vector has been recorded and the harness is itself again.
vector_stopped:
    mov ebx, [block]
    call find_outcome                   ; EAX: number of the first that fits, or -1
    cmp eax, -1
    je .report
    test dword [PACKED_VECTORS + PACK_FLAGS], PACK_REPORT_ALL
    jz .verdict
.report:
    call send_differences
.verdict:
    push rax
    mov al, 'R'
    call begin_vector_frame
    mov al, ' '
    call put_char
    pop rax
    cmp eax, -1
    je .diverging
    push rax
    mov al, 'C'
    call put_char
    pop rax
    call put_number
    jmp .end
.diverging:
    mov al, 'D'
    call put_char
.end:
    call frame_end
    call clear_pages

vector_done:
    mov ebx, [block]
    mov eax, [rbx + BLOCK_LENGTH]
    add [block], eax
    inc dword [vectors_done]
    dec dword [until_sweep]
    jnz next_vector
    call sweep
    mov eax, [PACKED_VECTORS + PACK_SWEEP_INTERVAL]
    mov [until_sweep], eax
    jmp next_vector

finish:
    call sweep
    mov al, 'Q'
    call frame_begin
    mov eax, [vectors_done]
    call put_number
    call frame_end

; Ends the run in the ways that emulators understand, then waits for ever.
stop_machine:
    call console_drain
    xor eax, eax
    out 0xF4, al                        ; QEMU's isa-debug-exit
    mov esi, shutdown_text
    mov dx, 0x8900                      ; Bochs
.next:
    mov al, [rsi]
    out dx, al
    inc esi
    cmp esi, shutdown_text_end
    jb .next
.halt:
    cli
    hlt
    jmp .halt

; Makes [block] the next vector: of those aboard, or the next to come over COM1. ZF: there is none. Clobbers all but RSP.
find_vector:
    test dword [PACKED_VECTORS + PACK_FLAGS], PACK_SERVED
    jnz receive_vector
    mov eax, [vectors_done]
    cmp eax, [PACKED_VECTORS + PACK_COUNT]
    ret

; An exception came while no vector ran. The stack holds what exception_stop found: vector, error code if any, RIP, …
harness_fault:
    mov al, 'X'
    call frame_begin
    pop rax
    call put_number
    call pop_error_code
    mov rax, rdx
    call put_number
    pop rax
    call put_number
    call frame_end
    jmp stop_machine

; Starts a frame with the letter AL and the index of the vector at RBX.
begin_vector_frame:
    push rax
    call frame_begin
    mov eax, [rbx + BLOCK_INDEX]
    call put_number
    pop rax
    ret

; Tests ECX conditions at RSI. Afterwards RSI is behind them; EAX is the number of the first that does not hold, or -1.
; Clobbers RCX, RDX, R8 to R10.
check_conditions:
    push rbx
    mov r9d, ecx
    xor r8d, r8d
    mov r10d, -1
.next:
    cmp r8d, r9d
    je .done
    cmp dword [rsi + CONDITION_KIND], 0 ; CPUID is the only kind
    jne .fails
    mov eax, [rsi + CONDITION_LEAF]
    mov ecx, [rsi + CONDITION_SUBLEAF]
    call read_cpuid
    mov [cpuid_registers], eax
    mov [cpuid_registers + 4], ebx
    mov [cpuid_registers + 8], ecx
    mov [cpuid_registers + 12], edx
    mov eax, [rsi + CONDITION_REGISTER]
    mov eax, [cpuid_registers + rax * 4]
    and rax, [rsi + CONDITION_MASK]
    mov ecx, [rsi + CONDITION_RELATION]
    cmp ecx, RELATION_NOT_EQUAL
    je .not_equal
    ja .at_least
    cmp rax, [rsi + CONDITION_VALUE]
    je .holds
    jmp .fails
.not_equal:
    cmp rax, [rsi + CONDITION_VALUE]
    jne .holds
    jmp .fails
.at_least:
    cmp rax, [rsi + CONDITION_VALUE]
    jae .holds
.fails:
    cmp r10d, -1
    jne .holds                          ; the first one counts
    mov r10d, r8d
.holds:
    add rsi, CONDITION_LENGTH
    inc r8d
    jmp .next
.done:
    mov eax, r10d
    pop rbx
    ret

; Makes the pages of the vector at RBX what the vector wants them to be, and keeps a copy of them. RSI: the list of pages.
; Leaves in [outcomes] where the outcomes start. Clobbers RAX, RCX, RDX, RSI, RDI, R8.
prepare_pages:
    call clear_pages
    mov eax, [rbx + BLOCK_PAGE_COUNT]
    lea rsi, [rsi + rax * 8]
    mov r8d, [rbx + BLOCK_RUN_COUNT]
.run:
    test r8d, r8d
    jz .copy
    mov rdi, [rsi + RUN_ADDRESS]
    mov ecx, [rsi + RUN_LENGTH]
    add rsi, RUN_HEADER
    rep movsb
    add rsi, 7
    and rsi, -8
    dec r8d
    jmp .run
.copy:
    mov [outcomes], rsi
    mov rdx, [pages]
    mov r8d, [rbx + BLOCK_PAGE_COUNT]
    mov edi, SHADOW
.page:
    mov rsi, [rdx]
    mov ecx, PAGE_SIZE / 8
    rep movsq
    add rdx, 8
    dec r8d
    jnz .page
    ret

; Zeroes the pages of the vector at RBX. Clobbers RAX, RCX, RDX, RDI, R8.
clear_pages:
    mov rdx, [pages]
    mov r8d, [rbx + BLOCK_PAGE_COUNT]
    xor eax, eax
.page:
    mov rdi, [rdx]
    mov ecx, PAGE_SIZE / 8
    rep stosq
    add rdx, 8
    dec r8d
    jnz .page
    ret

shutdown_text   db "Shutdown"
shutdown_text_end:

align 8
block           dq 0                    ; address of the current vector's block; below 4 GiB
pages           dq 0                    ; address of its list of pages
outcomes        dq 0                    ; address of its first outcome
vectors_done    dd 0
until_sweep     dd 0
cpuid_registers dd 0, 0, 0, 0
