; Where vectors stop. Everything is recorded before anything else happens, without a byte written outside the record, the
; harness and the exception stack; then the harness takes its own state back.

; The general registers but RAX, RCX, RDX and RSP.
%macro RECORD_OTHERS 0
    mov [SLOT_RBX], rbx
    mov [SLOT_RBP], rbp
    mov [SLOT_RSI], rsi
    mov [SLOT_RDI], rdi
    mov [SLOT_R8], r8
    mov [SLOT_R9], r9
    mov [SLOT_R10], r10
    mov [SLOT_R11], r11
    mov [SLOT_R12], r12
    mov [SLOT_R13], r13
    mov [SLOT_R14], r14
    mov [SLOT_R15], r15
%endmacro

; RSP is whatever the vector left and may not be used. RFLAGS must not change before it is saved.
%macro RECORD_GENERAL 0
    mov [SLOT_RAX], rax
    mov [SLOT_RCX], rcx
    mov [SLOT_RDX], rdx
    RECORD_OTHERS
%endmacro

; The host program has reached its end address in 64-bit mode, or a secure loader has in flat 32-bit mode (SKINIT-22). The first
; instruction is a NOP in both, and of two bytes more in 32-bit mode, where the jump behind it is its displacement.
end_stop:
    db 0x67, 0x0F, 0x1F, 0x06
    jmp short .in64
bits 32
    jmp loader_stop
bits 64
.in64:
    RECORD_GENERAL
    mov [SLOT_RSP], rsp
    mov rsp, STACK_TOP
    pushfq
    pop rax
    mov [SLOT_RFLAGS], rax
    mov eax, cs
    mov [SLOT_CS], rax
    mov eax, ss
    mov [SLOT_SS], rax
    mov qword [SLOT_ENDED], ENDED_AT_END
    jmp record_system

; A host exception was delivered, on the exception stack: vector, error code if it has one, RIP, CS, RFLAGS, RSP, SS.
exception_stop:
    cld
    cmp byte [running], 0
    je harness_fault
    RECORD_GENERAL
    pop rax
    mov [SLOT_EXCEPTION_VECTOR], rax
    call pop_error_code
    mov [SLOT_EXCEPTION_ERROR_CODE], rdx
    pop rax
    mov [SLOT_EXCEPTION_RIP], rax
    pop rax
    mov [SLOT_CS], rax
    pop rax
    mov [SLOT_RFLAGS], rax
    pop rax
    mov [SLOT_RSP], rax
    pop rax
    mov [SLOT_SS], rax
    mov qword [SLOT_ENDED], ENDED_BY_EXCEPTION
    mov rsp, STACK_TOP
    jmp record_system

; Takes the error code of exception RAX off the stack, into RDX; 0 if the exception pushes none. Clobbers RCX.
pop_error_code:
    xor edx, edx
    cmp rax, 32
    jae .none
    mov ecx, eax
    mov edx, 1
    shl edx, cl
    test edx, ERROR_CODE_VECTORS        ; bit n: exception n pushes an error code (EVT-01 to EVT-25)
    mov edx, 0
    jz .none
    pop rcx                             ; the return address lies above it
    pop rdx
    push rcx
.none:
    ret

record_system:
    cli
    cld
    mov byte [running], 0
    call record_kept
    sgdt [table_register]
    movzx eax, word [table_register]
    mov [SLOT_GDTR_LIMIT], rax
    mov rax, [table_register + 2]
    mov [SLOT_GDTR_BASE], rax
    mov rax, cr0
    mov [SLOT_CR0], rax
    mov rax, cr3
    mov [SLOT_CR3], rax
    mov rax, cr4
    mov [SLOT_CR4], rax
    mov ecx, MSR_EFER
    rdmsr
    mov [SLOT_EFER], eax
    mov [SLOT_EFER + 4], edx

; The vector may have left anything in the registers, and GIF clear.
restore_harness:
    mov eax, FIXTURE_CR4
    mov cr4, rax
    mov eax, PML4
    mov cr3, rax
    mov eax, FIXTURE_CR0
    mov cr0, rax
    xor eax, eax
    mov cr8, rax
    mov ecx, MSR_EFER
    xor edx, edx
    mov eax, [harness_efer]
    wrmsr
    lgdt [fixture_gdtr]
    lidt [fixture_idtr]
    call load_data_selectors
    xor eax, eax
    lldt ax
    call load_fixture_task_register
    push 2
    popfq
    cmp byte [has_svm], 0
    je vector_stopped
    stgi
    jmp vector_stopped

; Stores a 32-bit register in a slot.
%macro STORE 2
    mov [ss:%1], %2
    mov dword [ss:%1 + 4], 0
%endmacro

bits 32

; A secure loader has ended, with its data segment reaching only to FFFFh. What the way back to 64-bit mode destroys is recorded here,
; the rest behind it.
loader_stop:
    STORE SLOT_RAX, eax
    STORE SLOT_RCX, ecx
    STORE SLOT_RDX, edx
    STORE SLOT_RSP, esp
    mov esp, STACK_TOP
    pushfd
    pop eax
    STORE SLOT_RFLAGS, eax
    mov eax, cs
    STORE SLOT_CS, eax
    mov eax, ss
    STORE SLOT_SS, eax
    mov eax, cr0
    STORE SLOT_CR0, eax
    mov eax, cr3
    STORE SLOT_CR3, eax
    mov eax, cr4
    STORE SLOT_CR4, eax
    mov ecx, MSR_EFER
    rdmsr
    STORE SLOT_EFER, eax
    sgdt [ss:table_register]
    movzx eax, word [ss:table_register]
    STORE SLOT_GDTR_LIMIT, eax
    mov eax, [ss:table_register + 2]
    STORE SLOT_GDTR_BASE, eax

    lgdt [ss:fixture_gdtr]
    ENTER_LONG_MODE loader_stop64

bits 64

loader_stop64:
    RECORD_OTHERS
    mov qword [SLOT_ENDED], ENDED_AT_END
    cld
    mov byte [running], 0
    mov ecx, MSR_VM_CR                  ; SKINIT-52: INIT and A20M# are what they were
    xor eax, eax
    xor edx, edx
    wrmsr
    call record_kept
    jmp restore_harness

; What both ways of stopping leave as the vector had it. Clobbers RAX, RCX, RDX, RBX, RSI and RDI.
record_kept:
    mov rax, dr7
    mov [SLOT_DR7], rax
    mov eax, FIXTURE_DR7
    mov dr7, rax
    mov rax, dr0
    mov [SLOT_DR0], rax
    mov rax, dr1
    mov [SLOT_DR1], rax
    mov rax, dr2
    mov [SLOT_DR2], rax
    mov rax, dr3
    mov [SLOT_DR3], rax
    mov rax, dr6
    mov [SLOT_DR6], rax

    mov eax, es
    mov [SLOT_ES], rax
    mov eax, ds
    mov [SLOT_DS], rax
    mov eax, fs
    mov [SLOT_FS], rax
    mov eax, gs
    mov [SLOT_GS], rax
    sldt eax
    mov [SLOT_LDTR], rax
    str eax
    mov [SLOT_TR], rax
    sidt [table_register]
    movzx eax, word [table_register]
    mov [SLOT_IDTR_LIMIT], rax
    mov rax, [table_register + 2]
    mov [SLOT_IDTR_BASE], rax

    mov rax, cr2
    mov [SLOT_CR2], rax
    mov rax, cr8
    mov [SLOT_CR8], rax

    mov esi, msr_table
    mov ebx, [msr_count]
.msr:
    mov ecx, [rsi]
    mov edi, [rsi + 4]
    rdmsr
    mov [rdi], eax
    mov [rdi + 4], edx
    add esi, 8
    dec ebx
    jnz .msr
    ret
