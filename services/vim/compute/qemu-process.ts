/** The QEMU process of a domain, found by the UUID in its arguments: libvirt's pid file may be gone or stale. */
import type { HostConnection } from '../host/connection.ts';

/** $1 UUID. Prints `pid starttime` of each QEMU with it; start time tells a process from a later one of equal pid. */
const FIND = `
qemu_of() {
  for file in $(grep -lF -e "$1" /proc/[0-9]*/cmdline 2>/dev/null); do
    pid=\${file#/proc/}; pid=\${pid%/cmdline}
    case $(cat "/proc/$pid/comm" 2>/dev/null) in qemu*) ;; *) continue ;; esac
    # Field 22 of stat, counted behind the name in parentheses; a zombie (Z) holds nothing any more.
    set -- "$1" $(sed 's/^.*) //' "/proc/$pid/stat" 2>/dev/null)
    [ "\${2:-Z}" = Z ] || echo "$pid \${21}"
  done
}
`;

const READ_PID = `# find the QEMU process of a domain
${FIND}
qemu_of "$1"
`;

/** Kills what is found and waits until it is gone, 10 s at most: only then are its cores and pages free. */
const KILL = `# make sure a domain has no QEMU process
${FIND}
tries=0
while :; do
  found=$(qemu_of "$1")
  [ -n "$found" ] || exit 0
  [ "$tries" -lt 50 ] || { echo "QEMU survives SIGKILL: $found" >&2; exit 1; }
  tries=$((tries + 1))
  echo "$found" | while read -r pid start; do
    now=$(sed 's/^.*) //' "/proc/$pid/stat" 2>/dev/null | cut -d ' ' -f 20)
    [ "$now" != "$start" ] || kill -KILL "$pid" 2>/dev/null
  done
  sleep 0.2
done
`;

export interface QemuProcess {
  readonly pid: number;
  /** Clock ticks since boot, /proc/PID/stat field 22. */
  readonly startTime: number;
}

export async function findQemu(host: HostConnection, uuid: string): Promise<QemuProcess | null> {
  const [first] = (await host.script(READ_PID, [uuid])).stdout.split('\n').filter((line) => line !== '');
  if (first === undefined) return null;
  const [pid = 0, startTime = 0] = first.split(' ').map(Number);
  return { pid, startTime };
}

/**
 * Ends the domain's QEMU by SIGKILL where there is one and returns when it is gone. QEMU that waits for a vhost-user
 * peer hears nothing else, libvirt's own destroy included.
 */
export async function killQemu(host: HostConnection, uuid: string): Promise<void> {
  await host.script(KILL, [uuid]);
}
