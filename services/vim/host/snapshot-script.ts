/** The one script that reads a host's whole visible state; constant, read-only, a few seconds at most. */
import { SECTION_PRELUDE } from './sections.ts';

/**
 * Trees whose every entry is compared. libvirt's logs (/var/log/libvirt) are left out: they are a record that is meant
 * to outlive the VM, rotated by virtlogd.
 */
const TREES = '/run/netwright /var/lib/netwright /run/libvirt/qemu /var/lib/libvirt/qemu /etc/libvirt/qemu';

/** Libvirtd starts on demand and ends when idle; its own pid file says nothing about guests. */
const NOT_COMPARED = '/run/libvirt/qemu/driver.pid';

export const SNAPSHOT_SCRIPT = `${SECTION_PRELUDE}
OF=OpenFlow10,OpenFlow11,OpenFlow12,OpenFlow13,OpenFlow14,OpenFlow15
tree() {
  for root in ${TREES}; do
    [ ! -e "$root" ] || find "$root" ! -path ${NOT_COMPARED} -printf '%p\\t%y\\t%m\\t%U:%G\\t%s\\t%l\\n'
  done
}
hashes() {
  for root in ${TREES}; do
    [ ! -e "$root" ] || find "$root" -type f ! -path ${NOT_COMPARED} -size -129k -exec sha256sum {} +
  done
}
per_bridge() {
  for bridge in $(ovs-vsctl list-br); do
    ovs-ofctl -O "$OF" --names "$@" "$bridge" >/dev/null 2>&1 || { echo "$* $bridge failed" >&2; return 1; }
    ovs-ofctl -O "$OF" --names "$@" "$bridge" | sed "s/^/$bridge\\t/"
  done
}
pools() {
  for pool in /sys/devices/system/node/node[0-9]*/hugepages/hugepages-*kB; do
    printf '%s\\t%s\\t%s\\t%s\\n' "$pool" "$(cat "$pool/nr_hugepages")" "$(cat "$pool/free_hugepages")" "$(cat "$pool/surplus_hugepages")"
  done
}
switch_pages() {
  for process in $(pidof ovs-vswitchd); do
    # A guest's RAM is mapped into the switch too; those pages are the guest's.
    grep -w huge "/proc/$process/numa_maps" | grep -vE 'memory-backend|/libvirt/' | awk '{
      size = ""
      for (i = 3; i <= NF; i++) if ($i ~ /^kernelpagesize_kB=/) { split($i, part, "="); size = part[2] }
      for (i = 3; i <= NF; i++) if ($i ~ /^N[0-9]+=/) { split(substr($i, 2), part, "="); pages[part[1] "\\t" size] += part[2] }
    } END { for (key in pages) print key "\\t" pages[key] }'
  done
}
reserved() {
  for pool in /sys/kernel/mm/hugepages/hugepages-*kB; do
    printf '%s\\t%s\\n' "$pool" "$(cat "$pool/resv_hugepages")"
  done
}
cgroups() { [ ! -d /sys/fs/cgroup/machine.slice ] || find /sys/fs/cgroup/machine.slice -mindepth 1 -type d -printf '%P\\n'; }
guests() {
  for comm in $(grep -l '^qemu' /proc/[0-9]*/comm 2>/dev/null); do
    printf '%s\\t' "\${comm%/comm}"
    tr '\\0' '\\t' <"\${comm%/comm}/cmdline" 2>/dev/null
    echo
  done
}
polling_threads() {
  set -- $(grep -lE '^pmd' /proc/[0-9]*/task/*/comm 2>/dev/null | sed 's/comm$/status/')
  [ $# -eq 0 ] || awk '/^Name:/ { name = $2 } /^Cpus_allowed_list:/ { print name "\\t" $2 }' "$@"
}
pci() {
  for device in /sys/bus/pci/devices/*; do
    printf '%s\\t%s\\t%s\\n' "\${device##*/}" "$(basename "$(readlink "$device/driver")" 2>/dev/null)" "$(cat "$device/driver_override" 2>/dev/null)"
  done
}
address_types() { for nic in /sys/class/net/*; do printf '%s\\t%s\\n' "\${nic##*/}" "$(cat "$nic/addr_assign_type" 2>/dev/null)"; done; }
settings() {
  for key in vm/nr_hugepages vm/nr_overcommit_hugepages net/ipv4/ip_forward kernel/sched_rt_runtime_us; do
    printf '%s\\t%s\\n' "$key" "$(cat "/proc/sys/$key")"
  done
}
! command -v udevadm >/dev/null || udevadm settle --timeout=10 || true
section boot-id /proc/sys/kernel/random/boot_id cat /proc/sys/kernel/random/boot_id
section domains 'virsh domstats --state' virsh -c qemu:///system -r domstats --state --raw
section networks 'virsh net-list --all' virsh -c qemu:///system -r net-list --all --name
section pools-libvirt 'virsh pool-list --all' virsh -c qemu:///system -r pool-list --all --name
section ovs-switch 'OVSDB Open_vSwitch' ovs-vsctl --format=json --columns=other_config,external_ids list Open_vSwitch
section ovs-bridges 'OVSDB Bridge' ovs-vsctl --format=json --columns=name,datapath_type,fail_mode,protocols,external_ids,other_config,ports,controller,mirrors list Bridge
section ovs-ports 'OVSDB Port' ovs-vsctl --format=json --columns=_uuid,name,tag,trunks,vlan_mode,external_ids,other_config list Port
section ovs-interfaces 'OVSDB Interface' ovs-vsctl --format=json --columns=name,type,options,external_ids,other_config,mtu_request,ofport_request list Interface
section flows 'ovs-ofctl dump-flows' per_bridge --no-stats dump-flows
section groups 'ovs-ofctl dump-groups' per_bridge dump-groups
section meters 'ovs-ofctl dump-meters' per_bridge dump-meters
section tree '${TREES}' tree
section hashes '${TREES}' hashes
section links 'ip link show' ip -j -d addr show
section address-types /sys/class/net address_types
section netns 'ip netns list' ip netns list
section pools /sys/devices/system/node pools
section switch-pages '/proc/PID of ovs-vswitchd/numa_maps' switch_pages
section reserved /sys/kernel/mm/hugepages reserved
section cgroups /sys/fs/cgroup/machine.slice cgroups
section guests '/proc/*/cmdline' guests
section polling-threads '/proc/*/task/*/status' polling_threads
section pci /sys/bus/pci/devices pci
section settings /proc/sys settings
section mounts /proc/mounts cat /proc/mounts
`;
