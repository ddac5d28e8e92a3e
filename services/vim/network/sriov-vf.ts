/**
 * A virtual function handed to one VNFC and taken back. libvirt sets MAC and VLAN through the PF when the domain
 * starts and rebinds the driver; what it leaves out (spoof check, trust) and whatever was there before is kept here.
 */
import { NetwrightError } from '#kernel/errors.ts';
import { vimErrors } from '../errors.ts';
import type { HostConnection } from '../host/connection.ts';
import type { Owner, SriovVfPortSpec } from '../model.ts';
import {
  readVf,
  settingChanges,
  VF_FOLDER,
  type VfRecord,
  type VfSettings,
  type VfState,
} from './vf-state.ts';

export { readVf, type VfRecord, type VfState } from './vf-state.ts';

const RESET_ATTEMPTS = 6;
const RESET_PAUSE_MS = 500;

/**
 * $1 folder, $2 file name, $3 the record: as an argument, because a stdin that breaks off looks like its end. `ln` fails where the file exists, so two owners can never both win. The umask
 * lets QEMU's user pass through folders made here: images lie beside.
 */
const CLAIM = `
umask 066
for attempt in 1 2 3; do
  mkdir -p "$1" && part=$(mktemp "$1/.claim-XXXXXX") && break
done
printf '%s\\n' "$3" >"$part" && ln "$part" "$1/$2"; result=$?
rm -f "$part"
exit $result
`;

/** $1 folder, $2 file name. Leaves no empty folders behind. */
const DISCLAIM = `
rm -f -- "$1/$2"
rmdir --ignore-fail-on-non-empty "$1" "\${1%/*}" 2>/dev/null || true
`;

/** $1 folder, $2 file name, $3 what the record must hold to be dropped. */
const FORGET = `
[ ! -e "$1/$2" ] || ! grep -qF -e "$3" "$1/$2" || rm -f -- "$1/$2"
`;

/** $1 PCI address, $2 driver or empty. Unbinds whatever else is there, clears the override and binds $2. */
const BIND_DRIVER = `
device=/sys/bus/pci/devices/$1
echo >"$device/driver_override"
now=$(readlink "$device/driver"); now=\${now##*/}
[ "$now" = "$2" ] && exit 0
[ -z "$now" ] || echo "$1" >"$device/driver/unbind"
[ -n "$2" ] || exit 0
echo "$2" >"$device/driver_override"
echo "$1" >/sys/bus/pci/drivers_probe
echo >"$device/driver_override"
now=$(readlink "$device/driver"); [ "\${now##*/}" = "$2" ]
`;

/**
 * Claims the VF for `owner`: writes its record (with the settings of before) and sets spoof check on, trust off.
 * Idempotent. VIM_VF_BUSY where another allocation or somebody unknown has it, VIM_STALE_GENERATION where the record
 * is newer, VIM_HOST_UNSUITABLE where the PF has no such VF.
 */
export async function createVf(host: HostConnection, spec: SriovVfPortSpec, owner: Owner): Promise<void> {
  const vf = await readVf(host, spec.pfName, spec.vfIndex);
  if (vf === null || vf.address !== spec.vfAddress) {
    throw new NetwrightError(
      vimErrors.VIM_HOST_UNSUITABLE,
      `${host.hostId}: VF ${spec.vfIndex} of ${spec.pfName} is ${vf === null ? 'absent' : `at ${vf.address}`}, planned was ${spec.vfAddress}`,
    );
  }
  const { record } = vf;
  if (record !== null && record.allocationId !== owner.allocationId) {
    throw busy(host, spec, `allocation ${record.allocationId} has it`);
  }
  if (record !== null) assertNotStale(host, spec, record, owner);
  if (record === null) assertUnused(host, spec, vf);
  const { mac, vlanId, qos, spoofCheck, trust, minTxRate, maxTxRate, driver } = vf;
  const wanted: VfRecord = {
    allocationId: owner.allocationId,
    generation: owner.generation,
    portId: spec.portId,
    pfName: spec.pfName,
    vfIndex: spec.vfIndex,
    before: record?.before ?? { mac, vlanId, qos, spoofCheck, trust, minTxRate, maxTxRate, driver },
  };
  if (record === null) {
    const claimed = await host.script(CLAIM, [VF_FOLDER, spec.vfAddress, JSON.stringify(wanted)], {
      allowExitCodes: [0, 1],
    });
    if (claimed.exitCode !== 0) throw busy(host, spec, 'another claim was written at the same time');
  } else if (record.generation !== owner.generation || record.portId !== spec.portId) {
    await host.writeFile(`${VF_FOLDER}/${spec.vfAddress}`, `${JSON.stringify(wanted)}\n`, 0o600);
  }
  await change(host, spec, vf, { ...vf, spoofCheck: true, trust: trust === null ? null : false });
}

/**
 * Gives the VF back as it was: settings restored, driver of before bound, read back, record dropped. Idempotent; a VF
 * whose record is another port's is left alone. Call it when the domain is gone. VIM_VF_RESET_FAILED where the read
 * back differs, VIM_STALE_GENERATION where `owner` is older than the record.
 */
export async function releaseVf(host: HostConnection, spec: SriovVfPortSpec, owner?: Owner): Promise<void> {
  let vf = await readVf(host, spec.pfName, spec.vfIndex);
  if (vf === null || vf.address !== spec.vfAddress) {
    // The VF itself is gone, with all its settings; what is left is the record that would keep the next owner out.
    await host.script(FORGET, [VF_FOLDER, spec.vfAddress, `"portId":"${spec.portId}"`]);
    return;
  }
  const { record } = vf;
  if (record === null || record.portId !== spec.portId) return;
  if (owner !== undefined) assertNotStale(host, spec, record, owner);
  let problem: unknown;
  for (let attempt = 0; attempt < RESET_ATTEMPTS; attempt++) {
    // A PF that is still resetting the VF refuses settings, and a driver may be between two owners: once more, then.
    if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, RESET_PAUSE_MS));
    try {
      vf = await readVf(host, spec.pfName, spec.vfIndex);
      if (vf !== null) await change(host, spec, vf, record.before);
      await host.script(BIND_DRIVER, [spec.vfAddress, record.before.driver ?? '']);
      vf = await readVf(host, spec.pfName, spec.vfIndex);
      problem = vf === null ? 'the VF is gone' : difference(vf, record.before);
    } catch (error) {
      problem = error;
    }
    if (problem === null) {
      await host.script(DISCLAIM, [VF_FOLDER, spec.vfAddress]);
      return;
    }
  }
  throw new NetwrightError(
    vimErrors.VIM_VF_RESET_FAILED,
    `${host.hostId}: VF ${spec.vfIndex} of ${spec.pfName} (${spec.vfAddress}): ${typeof problem === 'string' ? problem : 'the reset failed'}`,
    { facts: { vfAddress: spec.vfAddress }, cause: typeof problem === 'string' ? undefined : problem },
  );
}

async function change(
  host: HostConnection,
  spec: SriovVfPortSpec,
  from: VfSettings,
  to: VfSettings,
): Promise<void> {
  for (const words of settingChanges(from, to)) {
    await host.exec(['ip', 'link', 'set', 'dev', spec.pfName, 'vf', String(spec.vfIndex), ...words]);
  }
}

function difference(vf: VfState, before: VfRecord['before']): string | null {
  const left = settingChanges(vf, before).map((words) => words.join(' '));
  if (vf.driver !== before.driver) left.push(`driver ${vf.driver ?? 'none'}, was ${before.driver ?? 'none'}`);
  return left.length === 0 ? null : `not restored: ${left.join('; ')}`;
}

/** A VF nobody recorded is free unless something visibly holds it. */
function assertUnused(host: HostConnection, spec: SriovVfPortSpec, vf: VfState): void {
  if (vf.driver === 'vfio-pci') throw busy(host, spec, 'it is bound to vfio-pci by something else');
  if (vf.driver !== null && vf.netdev === null) {
    throw busy(host, spec, `${vf.driver} has it, with no interface here: it is in another network namespace`);
  }
}

function assertNotStale(host: HostConnection, spec: SriovVfPortSpec, record: VfRecord, owner: Owner): void {
  if (record.allocationId === owner.allocationId && record.generation <= owner.generation) return;
  throw new NetwrightError(
    vimErrors.VIM_STALE_GENERATION,
    `${host.hostId}: VF ${spec.vfAddress} is held by ${record.allocationId}/${record.generation}, asked for was ${owner.allocationId}/${owner.generation}`,
  );
}

function busy(host: HostConnection, spec: SriovVfPortSpec, why: string): NetwrightError {
  return new NetwrightError(
    vimErrors.VIM_VF_BUSY,
    `${host.hostId}: VF ${spec.vfIndex} of ${spec.pfName} (${spec.vfAddress}): ${why}`,
    { facts: { vfAddress: spec.vfAddress } },
  );
}
