package dev.pacifica.model.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pacifica.model.machine.Machine;
import dev.pacifica.model.machine.RunResult;
import dev.pacifica.model.machine.StopReason;
import dev.pacifica.model.profile.CpuProfile;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class MultibootLoaderTest {
    /**
     * A Multiboot image that enters long mode, prints over COM1, takes a #UD, returns from it and switches the machine off:
     *
     * <pre>
     *         bits 32
     *         org 0x100000
     * header: dd 0x1BADB002, 0x00010000, -(0x1BADB002 + 0x00010000)
     *         dd header, header, 0, 0, start
     * start:  cmp eax, 0x2BADB002
     *         jne $
     *         mov edi, 0x200000               ; PML4 -&gt; PDPT -&gt; PD: 2-MByte pages
     *         mov dword [edi], 0x201003
     *         mov dword [edi+0x1000], 0x202003
     *         lea ebx, [edi+0x2000]
     *         xor ecx, ecx
     *         mov eax, 0x83
     * .page:  mov [ebx+ecx*8], eax
     *         add eax, 0x200000
     *         inc ecx
     *         cmp ecx, 32
     *         jb .page
     *         mov cr3, edi
     *         mov eax, cr4
     *         or al, 0x20                     ; PAE
     *         mov cr4, eax
     *         mov ecx, 0xC0000080             ; EFER
     *         rdmsr
     *         or ah, 1                        ; LME
     *         wrmsr
     *         mov eax, cr0
     *         or eax, 0x80010000              ; PG, WP
     *         mov cr0, eax
     *         lgdt [gdtr]
     *         jmp 0x18:wide
     *         bits 64
     * wide:   mov esp, 0x300000
     *         mov edi, 0x400000               ; IDT entry 6
     *         mov eax, handler
     *         mov [rdi+6*16], ax
     *         shr eax, 16
     *         mov [rdi+6*16+6], ax
     *         mov word [rdi+6*16+2], 0x18
     *         mov word [rdi+6*16+4], 0x8E00
     *         lidt [idtr]
     *         mov rsi, hello
     *         call print
     *         ud2
     *         mov rsi, bye
     *         call print
     *         mov dx, 0x8900
     *         mov rsi, off
     *         mov ecx, 8
     *         rep outsb
     *         hlt
     * handler:
     *         mov rsi, caught
     *         call print
     *         add qword [rsp], 2
     *         iretq
     * print:  mov dx, 0x3FD
     * .wait:  in al, dx
     *         test al, 0x20
     *         jz .wait
     *         lodsb
     *         test al, al
     *         jz .end
     *         mov dx, 0x3F8
     *         out dx, al
     *         jmp print
     * .end:   ret
     *         align 8
     * gdt:    dq 0, 0x00CF9B000000FFFF, 0x00CF93000000FFFF, 0x00AF9B000000FFFF
     * gdtr:   dw $-gdt-1
     *         dq gdt
     * idtr:   dw 0xFFF
     *         dq 0x400000
     * hello:  db "long mode", 10, 0
     * caught: db "#UD", 10, 0
     * bye:    db "back", 10, 0
     * off:    db "Shutdown"
     * </pre>
     */
    private static final String PROGRAM =
            "02B0AD1B00000100FE4F51E400001000000010000000000000000000200010003D02B0AD2B75FEBF00002000"
                    + "C70703102000C78700100000032020008D9F0020000031C9B8830000008904CB05000020004183F92072F20F"
                    + "22DF0F20E00C200F22E0B9800000C00F3280CC010F300F20C00D000001800F22C00F011538011000EA870010"
                    + "001800BC00003000BF00004000B8EB00100066894760C1E8106689476666C74762180066C74764008E0F011C"
                    + "254201100048BE4C01100000000000E83D0000000F0B48BE5C01100000000000E82C00000066BA008948BE62"
                    + "01100000000000B908000000F36EF448BE5701100000000000E807000000488304240248CF66BAFD03ECA820"
                    + "74FBAC84C0740766BAF803EEEBEBC3900000000000000000FFFF0000009BCF00FFFF00000093CF00FFFF0000"
                    + "009BAF001F001801100000000000FF0F00004000000000006C6F6E67206D6F64650A002355440A006261636B"
                    + "0A0053687574646F776E";

    private final StringBuilder output = new StringBuilder();

    private Machine machine() {
        Machine machine = Machine.create(CpuProfile.named("opteron-f"), 8 << 20);
        machine.ports().connect(new Uart16550(Uart16550.COM1, octet -> output.append((char) octet)));
        machine.ports().connect(new ShutdownPort(() -> machine.requestStop("off")));
        return machine;
    }

    @Test
    void a_program_prints_from_long_mode_and_survives_an_exception() {
        Machine machine = machine();
        MultibootLoader.load(HexFormat.of().parseHex(PROGRAM), machine.cpu(), machine.memory());
        RunResult result = machine.run(100_000);
        assertThat(output).hasToString("long mode\n#UD\nback\n");
        assertThat(result.reason()).isEqualTo(StopReason.DEVICE);
        assertThat(result.detail()).isEqualTo("off");
    }

    @Test
    void an_image_without_a_header_is_refused_with_an_explanation() {
        Machine machine = machine();
        assertThatThrownBy(() -> MultibootLoader.load(new byte[64], machine.cpu(), machine.memory()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no Multiboot image");
    }

    @Test
    void an_image_that_does_not_fit_is_refused() {
        Machine machine = Machine.create(CpuProfile.named("opteron-f"), 1 << 20);
        assertThatThrownBy(
                        () -> MultibootLoader.load(HexFormat.of().parseHex(PROGRAM), machine.cpu(), machine.memory()))
                .hasMessageContaining("RAM ends at 100000h");
    }
}
