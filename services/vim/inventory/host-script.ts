/** The one script that reads what libvirt does not tell: kernel, tools, huge pages, SR-IOV, Open vSwitch. */
import { SECTION_PRELUDE } from '../host/sections.ts';

/** Programs every operation on a host relies on, with the Debian package that brings each. */
export const NEEDED_PROGRAMS: Readonly<Record<string, string>> = {
  'qemu-system-x86_64': 'qemu-system-x86',
  'qemu-img': 'qemu-utils',
  'ovs-vsctl': 'openvswitch-switch-dpdk',
  'ovs-ofctl': 'openvswitch-switch-dpdk',
  'ovs-appctl': 'openvswitch-switch-dpdk',
  ip: 'iproute2',
  flock: 'util-linux',
  timeout: 'coreutils',
  sha256sum: 'coreutils',
};

/** Constant and read-only. Sections: host, programs, libvirt-socket, cpuset-control, pmd-threads, pages, sriov, ovs, bridges. */
export const HOST_SCRIPT = `# read the facts of a compute host
${SECTION_PRELUDE}
host() {
  printf 'hostname\\t%s\\n' "$(cat /proc/sys/kernel/hostname)"
  printf 'bootId\\t%s\\n' "$(cat /proc/sys/kernel/random/boot_id)"
  printf 'kernel\\t%s\\n' "$(cat /proc/sys/kernel/osrelease)"
  if [ -c /dev/kvm ]; then printf 'kvm\\tyes\\n'; else printf 'kvm\\tno\\n'; fi
}
# cgroup v1, or the cpuset controller already on: nothing resets a thread's CPUs later
cpuset_control() { [ ! -e /sys/fs/cgroup/cgroup.subtree_control ] || grep -qw cpuset /sys/fs/cgroup/cgroup.subtree_control; }
pmd_threads() {
  for comm in $(grep -ls '^pmd-c' /proc/[0-9]*/task/*/comm); do
    printf '%s\\t%s\\n' "$(cat "$comm")" "$(sed -n 's/^Cpus_allowed_list:[[:space:]]*//p' "\${comm%comm}status")"
  done
}
programs() { for program in ${Object.keys(NEEDED_PROGRAMS).join(' ')}; do command -v "$program" >/dev/null || echo "$program"; done; }
libvirt_socket() { [ -S /run/libvirt/libvirt-sock ]; }
pages() {
  for pool in /sys/devices/system/node/node[0-9]*/hugepages/hugepages-*kB; do
    [ -d "$pool" ] || continue
    cell=\${pool#/sys/devices/system/node/node}
    size=\${pool##*hugepages-}
    printf '%s\\t%s\\t%s\\t%s\\n' "\${cell%%/*}" "\${size%kB}" "$(cat "$pool/nr_hugepages")" "$(cat "$pool/free_hugepages")"
  done
}
target() { if [ -L "$1" ]; then basename "$(readlink "$1")"; else echo -; fi; }
sriov() {
  for file in /sys/class/net/*/device/sriov_totalvfs; do
    [ -e "$file" ] || continue
    device=\${file%/sriov_totalvfs}
    name=\${device%/device}
    printf 'pf\\t%s\\t%s\\t%s\\t%s\\t%s\\n' "\${name##*/}" "$(basename "$(readlink -f "$device")")" \\
      "$(cat "$device/numa_node")" "$(target "$device/driver")" "$(cat "$file")"
    index=0
    while [ -L "$device/virtfn$index" ]; do
      vf=$device/virtfn$index
      printf 'vf\\t%s\\t%s\\t%s\\t%s\\n' "$index" "$(target "$vf")" "$(target "$vf/iommu_group")" "$(target "$vf/driver")"
      index=$((index + 1))
    done
  done
}
section host /proc/sys/kernel host
section programs PATH programs
section libvirt-socket /run/libvirt/libvirt-sock libvirt_socket
section cpuset-control /sys/fs/cgroup/cgroup.subtree_control cpuset_control
section pmd-threads '/proc/*/task/*/status' pmd_threads
section pages /sys/devices/system/node pages
section sriov /sys/class/net sriov
section ovs 'ovs-vsctl list Open_vSwitch' ovs-vsctl --timeout=10 --format=json --columns=ovs_version,dpdk_initialized,dpdk_version,other_config list Open_vSwitch
section bridges 'ovs-vsctl list-br' ovs-vsctl --timeout=10 list-br
exit 0
`;
