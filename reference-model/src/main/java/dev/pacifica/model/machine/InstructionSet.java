package dev.pacifica.model.machine;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.decode.Operation;
import dev.pacifica.model.event.NotModelled;
import dev.pacifica.model.execute.Arithmetic;
import dev.pacifica.model.execute.BaseRegisters;
import dev.pacifica.model.execute.BitManipulation;
import dev.pacifica.model.execute.Bits;
import dev.pacifica.model.execute.CacheControl;
import dev.pacifica.model.execute.Checksum;
import dev.pacifica.model.execute.ControlRegisters;
import dev.pacifica.model.execute.DebugRegisters;
import dev.pacifica.model.execute.Decimal;
import dev.pacifica.model.execute.Exchanges;
import dev.pacifica.model.execute.ExtendedControl;
import dev.pacifica.model.execute.FarReturns;
import dev.pacifica.model.execute.FarTransfers;
import dev.pacifica.model.execute.FlaglessArithmetic;
import dev.pacifica.model.execute.Interrupts;
import dev.pacifica.model.execute.Invalidation;
import dev.pacifica.model.execute.ModelSpecificRegisters;
import dev.pacifica.model.execute.Monitoring;
import dev.pacifica.model.execute.Moves;
import dev.pacifica.model.execute.Multiplication;
import dev.pacifica.model.execute.NearTransfers;
import dev.pacifica.model.execute.PortIo;
import dev.pacifica.model.execute.Processor;
import dev.pacifica.model.execute.RandomNumbers;
import dev.pacifica.model.execute.SelectorChecks;
import dev.pacifica.model.execute.Semantics;
import dev.pacifica.model.execute.Shifts;
import dev.pacifica.model.execute.Stack;
import dev.pacifica.model.execute.Strings;
import dev.pacifica.model.execute.SvmInstructions;
import dev.pacifica.model.execute.SystemCalls;
import dev.pacifica.model.execute.SystemTables;
import dev.pacifica.model.execute.UndefinedResults;
import dev.pacifica.model.state.Cpu;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Which operation does what. */
final class InstructionSet {
    private final Map<Operation, Semantics> semantics = new EnumMap<>(Operation.class);

    private final boolean fillsUndefined;

    /** @param fillsUndefined whether undefined flags come from the source of undefined values */
    InstructionSet(SvmInstructions svm, boolean fillsUndefined) {
        this.fillsUndefined = fillsUndefined;
        for (Operation operation : Operation.values()) {
            bind(operation, (i, x) -> {
                throw new NotModelled("the instruction " + i.mnemonic());
            });
        }
        bind(Operation.INVALID, Processor::undefined);
        bind(Operation.UD0, Processor::undefined);
        bind(Operation.UD1, Processor::undefined);
        bind(Operation.UD2, Processor::undefined);
        bindArithmetic();
        bindDecimal();
        bindBits();
        bindMoves();
        bindTransfers();
        bindStringsAndPorts();
        bindFlags();
        bindSystem();
        MediaInstructions.bind(semantics);
        bindSvm(svm);
    }

    private void bind(Operation operation, Semantics meaning) {
        semantics.put(operation, meaning);
    }

    /** What this instruction does. */
    Semantics semanticsOf(Instruction instruction) {
        Semantics meaning = Objects.requireNonNull(semantics.get(instruction.operation()), "no semantics is bound");
        return fillsUndefined ? UndefinedResults.filled(meaning) : meaning;
    }

    private void bindArithmetic() {
        bind(Operation.ADD, Arithmetic::add);
        bind(Operation.OR, Arithmetic::or);
        bind(Operation.ADC, Arithmetic::adc);
        bind(Operation.SBB, Arithmetic::sbb);
        bind(Operation.AND, Arithmetic::and);
        bind(Operation.SUB, Arithmetic::sub);
        bind(Operation.XOR, Arithmetic::xor);
        bind(Operation.CMP, Arithmetic::cmp);
        bind(Operation.TEST, Arithmetic::test);
        bind(Operation.NOT, Arithmetic::not);
        bind(Operation.NEG, Arithmetic::neg);
        bind(Operation.INC, Arithmetic::inc);
        bind(Operation.DEC, Arithmetic::dec);
        bind(Operation.CONVERT_IN_ACCUMULATOR, Arithmetic::convertInAccumulator);
        bind(Operation.CONVERT_TO_DATA, Arithmetic::convertToData);
        bind(Operation.MUL, Multiplication::mul);
        bind(Operation.IMUL, Multiplication::imul);
        bind(Operation.IMUL_2, Multiplication::imul2);
        bind(Operation.IMUL_3, Multiplication::imul3);
        bind(Operation.DIV, Multiplication::div);
        bind(Operation.IDIV, Multiplication::idiv);
        bind(Operation.ROL, Shifts::rol);
        bind(Operation.ROR, Shifts::ror);
        bind(Operation.RCL, Shifts::rcl);
        bind(Operation.RCR, Shifts::rcr);
        bind(Operation.SHL, Shifts::shl);
        bind(Operation.SHR, Shifts::shr);
        bind(Operation.SAR, Shifts::sar);
        bind(Operation.SHLD, Shifts::shld);
        bind(Operation.SHRD, Shifts::shrd);
        bind(Operation.ADCX, Arithmetic::adcx);
        bind(Operation.ADOX, Arithmetic::adox);
        bind(Operation.MULX, FlaglessArithmetic::mulx);
        bind(Operation.RORX, FlaglessArithmetic::rorx);
        bind(Operation.SARX, FlaglessArithmetic::sarx);
        bind(Operation.SHLX, FlaglessArithmetic::shlx);
        bind(Operation.SHRX, FlaglessArithmetic::shrx);
        bind(Operation.CRC32, Checksum::crc32);
        bind(Operation.RDRAND, RandomNumbers::rdrand);
        bind(Operation.RDSEED, RandomNumbers::rdseed);
    }

    private void bindDecimal() {
        bind(Operation.DAA, Decimal::daa);
        bind(Operation.DAS, Decimal::das);
        bind(Operation.AAA, Decimal::aaa);
        bind(Operation.AAS, Decimal::aas);
        bind(Operation.AAM, Decimal::aam);
        bind(Operation.AAD, Decimal::aad);
    }

    private void bindBits() {
        bind(Operation.BT, Bits::bt);
        bind(Operation.BTS, Bits::bts);
        bind(Operation.BTR, Bits::btr);
        bind(Operation.BTC, Bits::btc);
        bind(Operation.BSF, Bits::bsf);
        bind(Operation.BSR, Bits::bsr);
        bind(Operation.BSWAP, Bits::bswap);
        bind(Operation.SETCC, Bits::setcc);
        bind(Operation.POPCNT, BitManipulation::popcnt);
        bind(Operation.LZCNT, BitManipulation::lzcnt);
        bind(Operation.TZCNT, BitManipulation::tzcnt);
        bind(Operation.ANDN, BitManipulation::andn);
        bind(Operation.BEXTR, BitManipulation::bextr);
        bind(Operation.BLSI, BitManipulation::blsi);
        bind(Operation.BLSMSK, BitManipulation::blsmsk);
        bind(Operation.BLSR, BitManipulation::blsr);
        bind(Operation.BZHI, BitManipulation::bzhi);
        bind(Operation.PDEP, BitManipulation::pdep);
        bind(Operation.PEXT, BitManipulation::pext);
    }

    private void bindMoves() {
        bind(Operation.MOV, Moves::mov);
        bind(Operation.MOV_FROM_SREG, Moves::movFromSegment);
        bind(Operation.MOV_TO_SREG, Moves::movToSegment);
        bind(Operation.MOVZX, Moves::movzx);
        bind(Operation.MOVSX, Moves::movsx);
        bind(Operation.CMOVCC, Moves::cmovcc);
        bind(Operation.LEA, Moves::lea);
        bind(Operation.XCHG, Exchanges::xchg);
        bind(Operation.XLAT, Moves::xlat);
        bind(Operation.CMPXCHG, Exchanges::cmpxchg);
        bind(Operation.CMPXCHG8B, Exchanges::cmpxchg8b);
        bind(Operation.CMPXCHG16B, Exchanges::cmpxchg16b);
        bind(Operation.MOVBE, Moves::movbe);
        bind(Operation.MOVNTI, Moves::mov);
        bind(Operation.XADD, Exchanges::xadd);
        bind(Operation.LES, Moves.loadFarPointer(Cpu.ES));
        bind(Operation.LDS, Moves.loadFarPointer(Cpu.DS));
        bind(Operation.LSS, Moves.loadFarPointer(Cpu.SS));
        bind(Operation.LFS, Moves.loadFarPointer(Cpu.FS));
        bind(Operation.LGS, Moves.loadFarPointer(Cpu.GS));
        bind(Operation.LAHF, Moves::lahf);
        bind(Operation.SAHF, Moves::sahf);
        bind(Operation.PUSH, Stack::push);
        bind(Operation.POP, Stack::pop);
        bind(Operation.PUSH_SREG, Stack::pushSegment);
        bind(Operation.POP_SREG, Stack::popSegment);
        bind(Operation.PUSHA, Stack::pusha);
        bind(Operation.POPA, Stack::popa);
        bind(Operation.PUSHF, Stack::pushf);
        bind(Operation.POPF, Stack::popf);
        bind(Operation.ENTER, Stack::enter);
        bind(Operation.LEAVE, Stack::leave);
    }

    private void bindTransfers() {
        bind(Operation.JCC, NearTransfers::jcc);
        bind(Operation.JMP, NearTransfers::jmp);
        bind(Operation.JMP_INDIRECT, NearTransfers::jmpIndirect);
        bind(Operation.CALL, NearTransfers::call);
        bind(Operation.CALL_INDIRECT, NearTransfers::callIndirect);
        bind(Operation.RET, NearTransfers::ret);
        bind(Operation.LOOP, NearTransfers::loop);
        bind(Operation.LOOPE, NearTransfers::loope);
        bind(Operation.LOOPNE, NearTransfers::loopne);
        bind(Operation.JRCXZ, NearTransfers::jrcxz);
        bind(Operation.JMP_FAR, FarTransfers::jmp);
        bind(Operation.JMP_FAR_INDIRECT, FarTransfers::jmpIndirect);
        bind(Operation.CALL_FAR, FarTransfers::call);
        bind(Operation.CALL_FAR_INDIRECT, FarTransfers::callIndirect);
        bind(Operation.RET_FAR, FarReturns::ret);
        bind(Operation.INT3, Interrupts::int3);
        bind(Operation.INTN, Interrupts::intN);
        bind(Operation.INTO, Interrupts::into);
        bind(Operation.ICEBP, Interrupts::icebp);
        bind(Operation.IRET, Interrupts::iret);
        bind(Operation.BOUND, Interrupts::bound);
        bind(Operation.SYSCALL, SystemCalls::syscall);
        bind(Operation.SYSRET, SystemCalls::sysret);
        bind(Operation.SYSENTER, SystemCalls::sysenter);
        bind(Operation.SYSEXIT, SystemCalls::sysexit);
    }

    private void bindStringsAndPorts() {
        bind(Operation.MOVS, Strings::movs);
        bind(Operation.CMPS, Strings::cmps);
        bind(Operation.STOS, Strings::stos);
        bind(Operation.LODS, Strings::lods);
        bind(Operation.SCAS, Strings::scas);
        bind(Operation.INS, PortIo::ins);
        bind(Operation.OUTS, PortIo::outs);
        bind(Operation.IN, PortIo::in);
        bind(Operation.OUT, PortIo::out);
    }

    private void bindFlags() {
        bind(Operation.CLC, Processor::clc);
        bind(Operation.STC, Processor::stc);
        bind(Operation.CMC, Processor::cmc);
        bind(Operation.CLD, Processor::cld);
        bind(Operation.STD, Processor::std);
        bind(Operation.CLI, Processor::cli);
        bind(Operation.STI, Processor::sti);
        bind(Operation.CLAC, Processor::clac);
        bind(Operation.STAC, Processor::stac);
    }

    private void bindSystem() {
        bind(Operation.MOV_FROM_CR, ControlRegisters::movFrom);
        bind(Operation.MOV_TO_CR, ControlRegisters::movTo);
        bind(Operation.MOV_FROM_DR, DebugRegisters::movFrom);
        bind(Operation.MOV_TO_DR, DebugRegisters::movTo);
        bind(Operation.LMSW, ControlRegisters::lmsw);
        bind(Operation.SMSW, ControlRegisters::smsw);
        bind(Operation.CLTS, ControlRegisters::clts);
        bind(Operation.SGDT, SystemTables::sgdt);
        bind(Operation.SIDT, SystemTables::sidt);
        bind(Operation.LGDT, SystemTables::lgdt);
        bind(Operation.LIDT, SystemTables::lidt);
        bind(Operation.SLDT, SystemTables::sldt);
        bind(Operation.STR, SystemTables::str);
        bind(Operation.LLDT, SystemTables::lldt);
        bind(Operation.LTR, SystemTables::ltr);
        bind(Operation.INVLPG, Invalidation::invlpg);
        bind(Operation.WBINVD, CacheControl::wbinvd);
        bind(Operation.WBNOINVD, CacheControl::wbinvd);
        bind(Operation.INVD, CacheControl::invd);
        bind(Operation.LAR, SelectorChecks::lar);
        bind(Operation.LSL, SelectorChecks::lsl);
        bind(Operation.VERR, SelectorChecks::verr);
        bind(Operation.VERW, SelectorChecks::verw);
        bind(Operation.ARPL, SelectorChecks::arpl);
        bind(Operation.HLT, Processor::hlt);
        bind(Operation.NOP, Processor::nop);
        bind(Operation.PAUSE, Processor::pause);
        bind(Operation.FENCE, Processor::nop);
        bind(Operation.CPUID, Processor::cpuid);
        bind(Operation.RDTSC, Processor::rdtsc);
        bind(Operation.RDTSCP, Processor::rdtscp);
        bind(Operation.RDPRU, Processor::rdpru);
        bind(Operation.RDPID, Processor::rdpid);
        bind(Operation.RDPMC, Processor::rdpmc);
        bind(Operation.RSM, Processor::rsm);
        bind(Operation.RDMSR, ModelSpecificRegisters::rdmsr);
        bind(Operation.WRMSR, ModelSpecificRegisters::wrmsr);
        bind(Operation.SWAPGS, BaseRegisters::swapgs);
        bind(Operation.MONITOR, Monitoring::monitor);
        bind(Operation.MWAIT, Monitoring::mwait);
        bind(Operation.RDFSBASE, BaseRegisters.read(Cpu.FS));
        bind(Operation.RDGSBASE, BaseRegisters.read(Cpu.GS));
        bind(Operation.WRFSBASE, BaseRegisters.write(Cpu.FS));
        bind(Operation.WRGSBASE, BaseRegisters.write(Cpu.GS));
        bind(Operation.MONITORX, Monitoring::monitorx);
        bind(Operation.MWAITX, Monitoring::mwaitx);
        bind(Operation.XGETBV, ExtendedControl::xgetbv);
        bind(Operation.XSETBV, ExtendedControl::xsetbv);
        bind(Operation.INVPCID, Invalidation::invpcid);
        bind(Operation.CLFLUSH, CacheControl::line);
        bind(Operation.CLFLUSHOPT, CacheControl::line);
        bind(Operation.CLWB, CacheControl::line);
    }

    private void bindSvm(SvmInstructions svm) {
        bind(Operation.VMRUN, svm::vmrun);
        bind(Operation.VMMCALL, svm::vmmcall);
        bind(Operation.VMLOAD, svm::vmload);
        bind(Operation.VMSAVE, svm::vmsave);
        bind(Operation.STGI, svm::stgi);
        bind(Operation.CLGI, svm::clgi);
        bind(Operation.SKINIT, svm::skinit);
        bind(Operation.INVLPGA, svm::invlpga);
    }
}
