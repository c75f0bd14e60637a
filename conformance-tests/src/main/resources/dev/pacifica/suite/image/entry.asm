; Entry of the kernel: from the state that a Multiboot loader (or the boot sector) leaves to 64-bit code on the fixture's tables.
;
; Given by the builder: the fixture's addresses, selectors and initial control registers, SLOT_name for every slot of the
; register record, the layout of packed vectors (PACK_…, BLOCK_…), and where the packed vectors were loaded (LOADED_VECTORS).

STACK_TOP       equ 0x300000            ; 2 MiB to 16 MiB are the harness's to use
SHADOW          equ 0x400000            ; the initial content of a vector's pages, one behind the other
FIXTURE_COPY    equ 0x600000            ; the fixture's tables as they have to be

MSR_VM_CR       equ 0xC0010114
VM_CR_SVMDIS    equ 0x10
MSR_EFER        equ 0xC0000080
EFER_SVME       equ 0x1000
EFER_LMA        equ 0x0400

; From 32-bit code with the fixture's GDT and paging off to 64-bit code at a label. Clobbers EAX, ECX and EDX.
%macro ENTER_LONG_MODE 1
    mov eax, FIXTURE_CR4
    mov cr4, eax
    mov eax, PML4
    mov cr3, eax
    mov ecx, MSR_EFER
    xor edx, edx
    mov eax, FIXTURE_EFER & ~(EFER_SVME | EFER_LMA)
    wrmsr
    mov eax, FIXTURE_CR0
    mov cr0, eax
    jmp CODE64_SELECTOR:%1
%endmacro

bits 32
org HARNESS

; Multiboot specification 0.6.96, section 3.1: flag 16 says that the addresses are given here and not by an ELF header.
multiboot:
    dd 0x1BADB002
    dd 0x00010000
    dd 0 - 0x1BADB002 - 0x00010000      ; the three add up to 0
    dd multiboot                        ; address of this header
    dd HARNESS                          ; load everything here
    dd 0                                ; up to the end of the file
    dd 0                                ; no bss
    dd entry

entry:
    cli

    ; The packed vectors move up before anything else may be written: they may reach over any address from here to the arena's
    ; end. Source and destination may overlap, and the destination is higher, so the last dword goes first.
    mov ecx, [LOADED_VECTORS + PACK_LENGTH]
    lea esi, [ecx + LOADED_VECTORS - 4]
    lea edi, [ecx + PACKED_VECTORS - 4]
    shr ecx, 2
    std
    rep movsd
    cld

    mov esp, STACK_TOP
    mov eax, 0x80000000
    cpuid
    cmp eax, 0x80000001
    jb no_long_mode
    mov eax, 0x80000001
    cpuid
    test edx, 1 << 29                   ; CPUID Fn8000_0001 EDX[LM]
    jz no_long_mode

    lgdt [fixture_gdtr]
    ENTER_LONG_MODE entry64

; Without long mode there is only this frame to send; both ports are written blindly.
no_long_mode:
    mov esi, .text
.next:
    mov al, [esi]
    test al, al
    jz halt
    mov dx, PORT_DEBUG
    out dx, al
    mov dx, PORT_COM1
    out dx, al
    inc esi
    jmp .next
.text:
    db "@L*4c", 10, 0
halt:
    cli
    hlt
    jmp halt

bits 64

entry64:
    mov rsp, STACK_TOP
    call load_data_selectors
    lidt [fixture_idtr]
    call load_fixture_task_register

    mov al, 0xFF                        ; no interrupts from the two PICs
    out 0x21, al
    out 0xA1, al

    call detect_svm
    mov esi, GDT
    mov edi, FIXTURE_COPY
    mov ecx, (FIXTURE_TABLES_END - GDT) / 8
    rep movsq
    call clear_arenas
    call console_init
    call send_hello
    jmp run_vectors

; SVM is there if CPUID says so and the firmware has not locked it out (EN-02, EN-05). Then EFER.SVME is set at once.
detect_svm:
    mov eax, 0x80000001
    cpuid
    test ecx, 1 << 2                    ; CPUID Fn8000_0001 ECX[SVM]
    jz .none
    mov ecx, MSR_VM_CR
    rdmsr
    test eax, VM_CR_SVMDIS
    jnz .none
    mov dword [harness_efer], FIXTURE_EFER
    mov byte [has_svm], 1
    mov dword [msr_count], MSRS_WITH_SVM
    mov ecx, MSR_EFER
    xor edx, edx
    mov eax, FIXTURE_EFER
    wrmsr
.none:
    ret

; The fixture's TSS is marked busy, as it is while a vector runs; LTR wants it available, and marks it busy again.
load_fixture_task_register:
    and byte [GDT + TSS_SELECTOR + 5], 0xFD
    mov eax, TSS_SELECTOR
    ltr ax
    ret

load_data_selectors:
    mov eax, DATA_SELECTOR
    mov ds, eax
    mov es, eax
    mov fs, eax
    mov gs, eax
    mov ss, eax
    ret

clear_arenas:
    xor eax, eax
    mov edi, LOW_ARENA
    mov ecx, (LOW_ARENA_END - LOW_ARENA) / 8
    rep stosq
    mov edi, ARENA
    mov ecx, (ARENA_END - ARENA) / 8
    rep stosq
    ret

; H, with the frame format and the number of vectors; then a C frame for every CPUID leaf that conditions may name.
send_hello:
    mov al, 'H'
    call frame_begin
    mov eax, FRAME_FORMAT
    call put_number
    mov eax, [PACKED_VECTORS + PACK_COUNT]
    call put_number
    call frame_end

    mov esi, cpuid_leaves
.next:
    mov al, 'C'
    call frame_begin
    mov eax, [rsi]
    call put_number
    xor ecx, ecx
    call read_cpuid
    call put_number                     ; EAX
    mov eax, ebx
    call put_number
    mov eax, ecx
    call put_number
    mov eax, edx
    call put_number
    call frame_end
    add esi, 4
    cmp esi, cpuid_leaves_end
    jb .next
    ret

; CPUID leaf EAX, subleaf ECX, into EAX, EBX, ECX and EDX. A leaf above the largest one reads 0.
read_cpuid:
    push rsi
    push rdi
    mov esi, eax
    mov edi, ecx
    and eax, 0x80000000
    cpuid
    cmp esi, eax
    ja .absent
    mov eax, esi
    mov ecx, edi
    cpuid
    jmp .done
.absent:
    xor eax, eax
    xor ebx, ebx
    xor ecx, ecx
    xor edx, edx
.done:
    pop rdi
    pop rsi
    ret

align 8
fixture_gdtr    dw GDT_LIMIT
                dq GDT
fixture_idtr    dw IDT_LIMIT
                dq IDT

align 8
harness_efer    dd FIXTURE_EFER & ~EFER_SVME
has_svm         db 0
running         db 0                    ; 1 between the launch of a vector and its stop
