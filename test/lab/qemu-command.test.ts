import { describe, expect, it } from 'vitest';
import { type LabMachine, qemuArguments } from './qemu-command.ts';

const machine: LabMachine = {
  accelerator: 'tcg',
  vmlinuz: '/cache/vmlinuz',
  initramfs: '/cache/initramfs',
  disk: '/cache/a,b/disk.qcow2',
  sshPort: 23022,
  consoleLog: '/cache/console.log',
  qmpSocket: 'qmp',
};

describe('the lab machine', () => {
  it('forwards SSH from the loopback address and nothing else', () => {
    const forwards = qemuArguments(machine)
      .join(' ')
      .match(/hostfwd=\S+/g);
    expect(forwards).toEqual(['hostfwd=tcp:127.0.0.1:23022-:22']);
    expect(qemuArguments(machine).find((a) => a.startsWith('user,'))).toContain('restrict=on');
  });

  it('has the IOMMU before every other device', () => {
    const args = qemuArguments(machine);
    expect(args[args.indexOf('-device') + 1]).toMatch(/^intel-iommu/);
  });

  it('puts one igb on each cell', () => {
    const text = qemuArguments(machine).join(' ');
    expect(text).toMatch(/pxb-pcie,id=expander0,\S*numa_node=0 .*igb,bus=port0/);
    expect(text).toMatch(/pxb-pcie,id=expander1,\S*numa_node=1 .*igb,bus=port1/);
  });

  it('uses the split irqchip and the host CPU under KVM, and doubles commas in paths', () => {
    const args = qemuArguments({ ...machine, accelerator: 'kvm' });
    expect(args).toEqual(expect.arrayContaining(['q35,kernel-irqchip=split', 'kvm', 'host']));
    expect(args).toContain('if=none,id=disk,format=qcow2,cache=unsafe,file=/cache/a,,b/disk.qcow2');
  });

  it('loads a snapshot only when asked to', () => {
    expect(qemuArguments(machine)).not.toContain('-loadvm');
    expect(qemuArguments({ ...machine, snapshot: 'ready' }).slice(-2)).toEqual(['-loadvm', 'ready']);
  });
});
