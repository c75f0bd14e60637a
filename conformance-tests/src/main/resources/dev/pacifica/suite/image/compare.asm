; Comparison of what a vector left with what its outcomes permit, and the report of what changed.

; Finds the first outcome of the vector at RBX whose conditions hold and which permits the content of all pages. EAX: its number,
; or -1. Clobbers all but RBX and RSP.
find_outcome:
    mov r12, [outcomes]
    mov r13d, [rbx + BLOCK_OUTCOME_COUNT]
.next:
    test r13d, r13d
    jz .none
    lea rsi, [r12 + OUTCOME_HEADER]
    mov ecx, [r12 + OUTCOME_CONDITION_COUNT]
    call check_conditions
    cmp eax, -1
    jne .skip
    mov ecx, [r12 + OUTCOME_CELL_COUNT]
    call matches
    jne .skip
    mov eax, [r12 + OUTCOME_NUMBER]
    ret
.skip:
    mov eax, [r12 + OUTCOME_LENGTH]
    add r12, rax
    dec r13d
    jmp .next
.none:
    mov eax, -1
    ret

; Compares all pages of the vector at RBX: with its ECX cells at RSI, which are in the order of their addresses, and where there
; is no cell with the initial content. ZF: they match. Clobbers RAX, RCX, RDX, RSI, RDI, R8 to R11.
matches:
    mov r10, [pages]
    mov r11d, [rbx + BLOCK_PAGE_COUNT]
    mov edi, SHADOW
    call next_cell
.page:
    mov r8, [r10]
    lea rdx, [r8 + PAGE_SIZE]
.qword:
    mov rax, [r8]
    cmp r8, r9
    je .cell
    cmp rax, [rdi]
    jne .done
.same:
    add r8, 8
    add rdi, 8
    cmp r8, rdx
    jne .qword
    add r10, 8
    dec r11d
    jnz .page                           ; at the end: ZF
.done:
    ret
.cell:
    xor rax, [rsi + CELL_VALUE]
    and rax, [rsi + CELL_MASK]
    jnz .done
    add rsi, CELL_LENGTH
    dec ecx
    call next_cell
    jmp .same

; R9: the address of the cell at RSI, or -1 if ECX says that none is left.
next_cell:
    mov r9, -1
    test ecx, ecx
    jz .done
    mov r9, [rsi + CELL_ADDRESS]
.done:
    ret

; Sends a D frame for every qword that differs from the initial content, up to MAX_DIFFERENCES, then T. Keeps RAX and RBX.
send_differences:
    push rax
    mov r10, [pages]
    mov r11d, [rbx + BLOCK_PAGE_COUNT]
    mov edi, SHADOW
    mov ecx, MAX_DIFFERENCES
.page:
    mov r8, [r10]
    lea rdx, [r8 + PAGE_SIZE]
.qword:
    mov rax, [r8]
    cmp rax, [rdi]
    je .same
    test ecx, ecx
    jz .truncated
    dec ecx
    mov al, 'D'
    call begin_vector_frame
    mov rax, r8
    call put_number
    mov rax, [r8]
    call put_number
    call frame_end
.same:
    add r8, 8
    add rdi, 8
    cmp r8, rdx
    jne .qword
    add r10, 8
    dec r11d
    jnz .page
    pop rax
    ret
.truncated:
    mov al, 'T'
    call begin_vector_frame
    call frame_end
    pop rax
    ret

; Looks for stray writes: between vectors everything in both arenas is zero, and the fixture's tables are what they were at the
; start. S with the first address where this is not so, or with "ok". Then all of it is made so again, for later vectors to start
; from the state that they expect.
sweep:
    mov al, 'S'
    call frame_begin
    mov esi, LOW_ARENA
    mov edi, LOW_ARENA_END
    call find_nonzero
    jne .found
    mov esi, ARENA
    mov edi, ARENA_END
    call find_nonzero
    jne .found
    mov esi, GDT
    mov edi, FIXTURE_COPY
    mov edx, FIXTURE_TABLES_END
    call find_difference
    jne .found
    mov al, ' '
    call put_char
    mov al, 'o'
    call put_char
    mov al, 'k'
    call put_char
    jmp frame_end
.found:
    mov eax, esi
    call put_number
    call frame_end
    mov esi, FIXTURE_COPY
    mov edi, GDT
    mov ecx, (FIXTURE_TABLES_END - GDT) / 8
    rep movsq
    jmp clear_arenas

; From RSI to RDI, a multiple of 64 bytes: ZF if everything is zero, otherwise RSI is the address of the first qword that is not.
; Eight qwords at a time, since in served mode all of this is read after every vector. Clobbers RAX.
find_nonzero:
    mov rax, [rsi]
    or rax, [rsi + 8]
    or rax, [rsi + 16]
    or rax, [rsi + 24]
    or rax, [rsi + 32]
    or rax, [rsi + 40]
    or rax, [rsi + 48]
    or rax, [rsi + 56]
    jnz .qword
    add rsi, 64
    cmp rsi, rdi
    jne find_nonzero
    ret
.qword:
    cmp qword [rsi], 0
    jne .done
    add rsi, 8
    jmp .qword
.done:
    ret

; From RSI to RDX: ZF if everything is as at RDI, otherwise RSI is the address of the first qword that is not. Clobbers RAX, RDI.
find_difference:
    mov rax, [rsi]
    cmp rax, [rdi]
    jne .done
    add rsi, 8
    add rdi, 8
    cmp rsi, rdx
    jne find_difference
.done:
    ret
