/**
 * The lab host's hardware as a QEMU command line: 2 NUMA cells of 4 CPUs and 2.5 GiB, an IOMMU, and per cell one
 * SR-IOV NIC (igb) behind a PCIe expander bus that belongs to the cell. Pure: text in, argv out.
 */

export type Accelerator = 'kvm' | 'tcg';

export interface LabMachine {
  readonly accelerator: Accelerator;
  readonly vmlinuz: string;
  readonly initramfs: string;
  /** A qcow2 overlay; the snapshot lives in it. */
  readonly disk: string;
  /** On 127.0.0.1, forwarded to the lab host's port 22. The only way in. */
  readonly sshPort: number;
  readonly consoleLog: string;
  /** Relative to QEMU's working directory: a unix socket's path must stay below 108 bytes. */
  readonly qmpSocket: string;
  /** Name of a snapshot to start from. */
  readonly snapshot?: string;
}

/**
 * tsc=reliable no_timer_check nohz=off highres=off: without them the emulated host marks its TSC unstable, and one boot in
 * five loses a timer interrupt and stands still.
 */
const kernelArguments = [
  'root=/dev/vda rw console=ttyS0 intel_iommu=on iommu=pt',
  'default_hugepagesz=2M hugepagesz=2M hugepages=0:512,1:512',
  'mitigations=off nokaslr audit=0 nohz=off highres=off tsc=reliable no_timer_check',
].join(' ');

/** What both the real lab and the KVM trial run on. Interrupt remapping under KVM wants the split irqchip. */
export function processorArguments(accelerator: Accelerator): string[] {
  return accelerator === 'kvm'
    ? ['-machine', 'q35,kernel-irqchip=split', '-accel', 'kvm', '-cpu', 'host']
    : ['-machine', 'q35', '-accel', 'tcg,thread=multi,tb-size=1024', '-cpu', 'max,la57=off'];
}

function cell(node: number, cpus: string): string[] {
  const memory = ['-object', `memory-backend-ram,id=memory${node},size=2560M`];
  return [...memory, '-numa', `node,nodeid=${node},memdev=memory${node},cpus=${cpus}`];
}

/** Both NICs hang on one hub, as if cabled to the same switch. */
function sriovNic(node: number, busNumber: number, mac: string): string[] {
  return [
    ...['-device', `pxb-pcie,id=expander${node},bus=pcie.0,bus_nr=${busNumber},numa_node=${node}`],
    ...['-device', `pcie-root-port,id=port${node},bus=expander${node},chassis=${node + 1},slot=${node + 1}`],
    ...['-netdev', `hubport,id=cable${node},hubid=0`],
    ...['-device', `igb,bus=port${node},netdev=cable${node},mac=${mac}`],
  ];
}

export function qemuArguments(machine: LabMachine): string[] {
  return [
    ...['-name', 'netwright-lab', ...processorArguments(machine.accelerator)],
    ...['-m', '5G', '-smp', '8,sockets=2,cores=4,threads=1'],
    ...[...cell(0, '0-3'), ...cell(1, '4-7'), '-numa', 'dist,src=0,dst=1,val=20'],
    // before every other device, or those escape it
    ...['-device', 'intel-iommu,intremap=on,caching-mode=on'],
    ...['-kernel', machine.vmlinuz, '-initrd', machine.initramfs, '-append', kernelArguments],
    ...['-drive', `if=none,id=disk,format=qcow2,cache=unsafe,file=${machine.disk.replaceAll(',', ',,')}`],
    ...['-device', 'virtio-blk-pci,drive=disk'],
    // restrict: no way out of the lab host but the answer to what came in
    ...['-netdev', `user,id=management,restrict=on,hostfwd=tcp:127.0.0.1:${machine.sshPort}-:22`],
    ...['-device', 'virtio-net-pci,netdev=management,mac=52:54:00:00:00:01,romfile='],
    ...['-device', 'virtio-rng-pci'],
    ...sriovNic(0, 64, '52:54:00:0a:00:00'),
    ...sriovNic(1, 128, '52:54:00:0b:00:00'),
    ...['-display', 'none', '-vga', 'none', '-serial', `file:${machine.consoleLog.replaceAll(',', ',,')}`],
    ...['-qmp', `unix:${machine.qmpSocket},server=on,wait=off`],
    ...(machine.snapshot === undefined ? [] : ['-loadvm', machine.snapshot]),
  ];
}
