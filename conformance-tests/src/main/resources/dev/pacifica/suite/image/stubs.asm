; The fixture's stop addresses: the end address and, 16 bytes apart, the handlers of all exceptions.

; The builder puts the list of CPUID leaves that conditions may name, cpuid_leaves to cpuid_leaves_end, before this.

    times END - HARNESS - ($ - $$) db 0 ; the code before must be shorter

end_address:
    jmp end_stop
    align 16

    times EXCEPTION_ADDRESSES - HARNESS - ($ - $$) db 0
exception_addresses:
%rep 256
    push qword ($ - exception_addresses) / 16
    jmp exception_stop
    align 16
%endrep
