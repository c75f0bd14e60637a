package dev.pacifica.model.profile;

/** The registers in which CPUID returns a leaf, in the order of their register numbers. */
public enum CpuidRegister {
    EAX,
    ECX,
    EDX,
    EBX
}
