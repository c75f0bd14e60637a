; Loads the state that a vector starts from, out of the register record, and starts the vector. The order matters: tables before
; selectors, selectors before the base addresses that they would overwrite, everything that needs EFER.SVME before EFER, and the
; general registers last.

launch:
    mov eax, [SLOT_GDTR_LIMIT]
    mov [table_register], ax
    mov rax, [SLOT_GDTR_BASE]
    mov [table_register + 2], rax
    lgdt [table_register]
    mov eax, [SLOT_IDTR_LIMIT]
    mov [table_register], ax
    mov rax, [SLOT_IDTR_BASE]
    mov [table_register + 2], rax
    lidt [table_register]

    mov eax, [SLOT_LDTR]
    lldt ax
    mov eax, [SLOT_TR]                  ; LTR wants the TSS available, and marks it busy
    mov edx, eax
    and edx, 0xFFF8
    add rdx, [SLOT_GDTR_BASE]
    and byte [rdx + 5], 0xFD
    ltr ax
    mov eax, [SLOT_ES]
    mov es, eax
    mov eax, [SLOT_DS]
    mov ds, eax
    mov eax, [SLOT_FS]
    mov fs, eax
    mov eax, [SLOT_GS]
    mov gs, eax

    mov esi, msr_table
    mov ebx, [msr_count]
.msr:
    mov ecx, [rsi]
    mov edi, [rsi + 4]
    mov eax, [rdi]
    mov edx, [rdi + 4]
    wrmsr
    add esi, 8
    dec ebx
    jnz .msr

    mov rax, [SLOT_CR2]
    mov cr2, rax
    mov rax, [SLOT_CR3]
    mov cr3, rax
    mov rax, [SLOT_CR4]
    mov cr4, rax
    mov rax, [SLOT_CR8]
    mov cr8, rax
    mov rax, [SLOT_CR0]
    mov cr0, rax
    mov rax, [SLOT_DR0]
    mov dr0, rax
    mov rax, [SLOT_DR1]
    mov dr1, rax
    mov rax, [SLOT_DR2]
    mov dr2, rax
    mov rax, [SLOT_DR3]
    mov dr3, rax
    mov rax, [SLOT_DR6]
    mov dr6, rax

    mov ecx, MSR_EFER
    mov eax, [SLOT_EFER]
    mov edx, [SLOT_EFER + 4]
    cmp byte [has_svm], 0
    jne .efer
    and eax, ~EFER_SVME                 ; reserved without SVM (EN-01)
.efer:
    wrmsr

    ; One IRETQ loads RIP, CS, RFLAGS, RSP and SS.
    mov rsp, STACK_TOP
    push qword [SLOT_SS]
    push qword [SLOT_RSP]
    push qword [SLOT_RFLAGS]
    push qword [SLOT_CS]
    push qword [SLOT_RIP]
    mov rcx, [SLOT_RCX]
    mov rdx, [SLOT_RDX]
    mov rbx, [SLOT_RBX]
    mov rbp, [SLOT_RBP]
    mov rsi, [SLOT_RSI]
    mov rdi, [SLOT_RDI]
    mov r8, [SLOT_R8]
    mov r9, [SLOT_R9]
    mov r10, [SLOT_R10]
    mov r11, [SLOT_R11]
    mov r12, [SLOT_R12]
    mov r13, [SLOT_R13]
    mov r14, [SLOT_R14]
    mov r15, [SLOT_R15]
    mov byte [running], 1
    mov rax, [SLOT_DR7]                 ; now, so that no breakpoint of the vector meets the harness
    mov dr7, rax
    mov rax, [SLOT_RAX]
    iretq

; The model-specific registers that are loaded and recorded: number, slot. The last one exists only with SVM.
align 8
msr_table:
    dd 0xC0000081, SLOT_STAR
    dd 0xC0000082, SLOT_LSTAR
    dd 0xC0000083, SLOT_CSTAR
    dd 0xC0000084, SLOT_SFMASK
    dd 0xC0000100, SLOT_FS_BASE
    dd 0xC0000101, SLOT_GS_BASE
    dd 0xC0000102, SLOT_KERNEL_GS_BASE
    dd 0x174, SLOT_SYSENTER_CS
    dd 0x175, SLOT_SYSENTER_ESP
    dd 0x176, SLOT_SYSENTER_EIP
msr_table_svm:
    dd 0xC0010117, SLOT_VM_HSAVE_PA
msr_table_end:

MSRS            equ (msr_table_svm - msr_table) / 8
MSRS_WITH_SVM   equ (msr_table_end - msr_table) / 8

msr_count       dd MSRS

align 8
table_register  times 10 db 0
